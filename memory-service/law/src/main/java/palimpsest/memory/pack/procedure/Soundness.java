package palimpsest.memory.pack.procedure;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import palimpsest.memory.pack.procedure.Violation.Kind;

/**
 * Finds what makes a procedure impossible to follow: names of nothing, circles, acts that can never come. A procedure without flaws can
 * be gone through to its end from every state that allowed moves lead to.
 */
public final class Soundness {

    private Soundness() {}

    public static List<ProcedureDefect> flaws(Procedure procedure) {
        List<ProcedureDefect> flaws = new ArrayList<>(unknownNames(procedure));
        if (flaws.isEmpty()) {
            flaws.addAll(circles(procedure));
        }
        if (flaws.isEmpty()) {
            flaws.addAll(optionalBeforeRequired(procedure));
            flaws.addAll(unreachable(procedure));
        }
        return flaws;
    }

    private static List<ProcedureDefect> unknownNames(Procedure procedure) {
        List<ProcedureDefect> flaws = new ArrayList<>();
        List<String> stages = procedure.stages().stream().map(Stage::id).toList();
        List<String> acts = procedure.stages().stream().flatMap(stage -> stage.acts().stream()).map(Act::id).toList();
        for (Stage stage : procedure.stages()) {
            stage.after().stream().filter(id -> !stages.contains(id)).forEach(id -> flaws.add(new ProcedureDefect(stage.id(),
                    "after: there is no stage \"" + id + "\". The stages are " + String.join(", ", stages) + ".")));
            for (Act act : stage.acts()) {
                act.after().stream().filter(id -> !acts.contains(id)).forEach(id -> flaws.add(new ProcedureDefect(act.id(),
                        "after: there is no act \"" + id + "\". The acts are " + String.join(", ", acts) + ".")));
            }
        }
        return flaws;
    }

    private static List<ProcedureDefect> circles(Procedure procedure) {
        List<ProcedureDefect> flaws = new ArrayList<>();
        Function<String, List<String>> stagesBefore = id -> procedure.stage(id).orElseThrow().after();
        Function<String, List<String>> actsBefore = id -> procedure.act(id).orElseThrow().after();
        circle(procedure.stages().stream().map(Stage::id).toList(), stagesBefore, flaws, "stage");
        circle(procedure.stages().stream().flatMap(stage -> stage.acts().stream()).map(Act::id).toList(), actsBefore, flaws, "act");
        return flaws;
    }

    private static void circle(List<String> ids, Function<String, List<String>> before, List<ProcedureDefect> flaws, String what) {
        Set<String> clear = new LinkedHashSet<>();
        for (String id : ids) {
            List<String> circle = walk(id, before, new ArrayList<>(), clear);
            if (!circle.isEmpty()) {
                flaws.add(new ProcedureDefect(id, "after: these " + what + "s wait for each other: " + String.join(" after ", circle)
                        + ". Take one of them out of the \"after\" of the one named before it."));
                return;
            }
        }
    }

    private static List<String> walk(String id, Function<String, List<String>> before, List<String> path, Set<String> clear) {
        int at = path.indexOf(id);
        path.add(id);
        if (at >= 0) {
            return path.subList(at, path.size());
        }
        if (!clear.contains(id)) {
            for (String next : before.apply(id)) {
                List<String> circle = walk(next, before, path, clear);
                if (!circle.isEmpty()) {
                    return circle;
                }
            }
            clear.add(id);
        }
        path.removeLast();
        return List.of();
    }

    /** Whoever leaves the optional act out would find the required one barred. */
    private static List<ProcedureDefect> optionalBeforeRequired(Procedure procedure) {
        return procedure.stages().stream().flatMap(stage -> stage.required().stream())
                .flatMap(act -> act.after().stream().filter(before -> !procedure.act(before).orElseThrow().required())
                        .map(before -> new ProcedureDefect(act.id(), "after: this act is required and waits for \"" + before + "\", which is not. Make \"" + before
                                + "\" required, or take it out.")))
                .toList();
    }

    /** Does whatever may be done, optional acts first so that no stage closes over them, until nothing more may; what is left never may. */
    private static List<ProcedureDefect> unreachable(Procedure procedure) {
        var rules = new ProcedureRules(procedure, text -> Set.of());
        ProcedureState state = ProcedureState.START;
        for (List<Act> open = rules.open(state); !open.isEmpty(); open = rules.open(state)) {
            Act next = open.stream().filter(act -> !act.required()).findFirst().orElse(open.getFirst());
            state = state.with(procedure.stageOf(next.id()).orElseThrow().id(), next.id());
        }
        List<ProcedureDefect> flaws = new ArrayList<>();
        for (Stage stage : procedure.stages()) {
            for (Act act : stage.acts()) {
                if (!state.has(act.id())) {
                    flaws.add(new ProcedureDefect(act.id(), "no way leads to this act: " + why(rules, state, act)));
                }
            }
        }
        return flaws;
    }

    private static String why(ProcedureRules rules, ProcedureState state, Act act) {
        return rules.judge(state, new ProcedureMove(act.id(), act.roles().isEmpty() ? "" : act.roles().getFirst(), "")).violations().stream()
                .filter(violation -> violation.kind() != Kind.MISSING_QUESTION && violation.kind() != Kind.MISSING_CITATION)
                .map(Violation::what).collect(Collectors.joining(" "))
                + " Change its \"after\", or that of its stage.";
    }
}
