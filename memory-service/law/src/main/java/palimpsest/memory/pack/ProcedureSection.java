package palimpsest.memory.pack;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import palimpsest.memory.pack.law.Provisions;
import palimpsest.memory.pack.procedure.Act;
import palimpsest.memory.pack.procedure.Act.Question;
import palimpsest.memory.pack.procedure.ForbiddenMove;
import palimpsest.memory.pack.procedure.Procedure;
import palimpsest.memory.pack.procedure.Soundness;
import palimpsest.memory.pack.procedure.Stage;

/** Reads {@code procedures} of all files of a pack, and finds what could not be followed. */
final class ProcedureSection {

    private static final int MOST_PROCEDURES = 100;
    private static final int MOST_STAGES = 100;
    private static final int MOST_ACTS = 100;

    private final List<YamlMap> roots;
    private final Provisions provisions;

    ProcedureSection(List<YamlMap> roots, Provisions provisions) {
        this.roots = roots;
        this.provisions = provisions;
    }

    List<Procedure> procedures() {
        var names = new Names("procedure of the court type");
        List<Procedure> procedures = new ArrayList<>();
        for (YamlMap root : roots) {
            for (YamlMap map : root.maps("procedures", MOST_PROCEDURES)) {
                procedures.add(procedure(map, names.take(map, map.has("procedure") ? "procedure" : "court_type")));
            }
        }
        return procedures;
    }

    private Procedure procedure(YamlMap map, String courtType) {
        String title = map.text("title").orElse(courtType);
        Map<String, YamlMap> places = new HashMap<>();
        var stageIds = new Names("stage");
        var actIds = new Names("act");
        List<Stage> stages = new ArrayList<>();
        for (YamlMap stage : map.maps("stages", MOST_STAGES)) {
            stages.add(stage(stage, stages.isEmpty() ? null : stages.getLast().id(), stageIds, actIds, places));
        }
        if (stages.isEmpty()) {
            map.problem("stages", "a procedure needs stages, each with an id and acts.");
        }
        map.end();
        var procedure = new Procedure(courtType, title, stages);
        Soundness.flaws(procedure).forEach(flaw -> places.getOrDefault(flaw.at(), map).problem("id", flaw.message()));
        return procedure;
    }

    private Stage stage(YamlMap map, String before, Names stageIds, Names actIds, Map<String, YamlMap> places) {
        String id = stageIds.take(map, "id");
        places.putIfAbsent(id, map);
        // Where nothing is said, a stage comes after the one written before it.
        List<String> after = map.has("after") ? map.texts("after") : before == null ? List.of() : List.of(before);
        List<Act> acts = map.maps("acts", MOST_ACTS).stream().map(act -> act(act, actIds, places)).toList();
        if (acts.isEmpty()) {
            map.problem("acts", "a stage needs acts: without one nobody can tell whether it was held.");
        }
        List<ForbiddenMove> forbidden = map.maps("forbidden", MOST_ACTS).stream().map(ProcedureSection::forbidden).toList();
        var stage = new Stage(id, map.text("title").orElse(id), after, acts, forbidden);
        map.end();
        return stage;
    }

    private Act act(YamlMap map, Names actIds, Map<String, YamlMap> places) {
        String id = actIds.take(map, "id");
        places.put(id, map);
        List<Question> ask = map.maps("ask", MOST_ACTS).stream().map(ProcedureSection::question).toList();
        var act = new Act(id, map.text("title").orElse(id), map.texts("roles"), map.flag("required", true), map.texts("after"), ask,
                LawSections.articles(map, "cite", provisions));
        map.end();
        return act;
    }

    private static Question question(YamlMap map) {
        var question = new Question(map.required("text"), map.texts("words"));
        if (question.words().isEmpty()) {
            map.problem("words", "give the words by which the question is recognised, such as words: [admit].");
        }
        map.end();
        return question;
    }

    private static ForbiddenMove forbidden(YamlMap map) {
        var move = new ForbiddenMove(map.text("says").orElse(null), map.text("tool").orElse(null), map.required("why"));
        if ((move.says() == null) == (move.tool() == null)) {
            map.problem("why", "a forbidden move has either \"says\" or \"tool\".");
        }
        map.end();
        return move;
    }
}
