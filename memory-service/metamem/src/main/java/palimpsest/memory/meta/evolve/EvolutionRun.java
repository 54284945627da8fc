package palimpsest.memory.meta.evolve;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import palimpsest.memory.meta.MetaMemoryRules;
import palimpsest.memory.meta.MetaMemoryStore;
import palimpsest.memory.meta.MetaMemoryStore.NewVersion;
import palimpsest.memory.meta.MetaMemoryVersion;
import palimpsest.memory.meta.PairedTest;
import palimpsest.memory.meta.RuleOperation;
import palimpsest.memory.meta.RuleOperations;
import palimpsest.memory.meta.evolve.EvolutionResult.BatchDecision;
import palimpsest.memory.meta.evolve.EvolutionResult.TaskScore;
import tools.jackson.databind.json.JsonMapper;

/**
 * One evolution from its first question to its result. It is a pure function of what its calls give, and they give what was
 * recorded: run again after a crash it comes to the same point without paying twice, and goes on.
 */
final class EvolutionRun {

    private final Evolution evolution;
    private final List<TrainingCase> cases;
    private final PaidCalls calls;
    private final MetaMemoryStore versions;
    private final Folds folds;
    private final Attempts attempts;
    private final Learning learning;
    private final JsonMapper json = JsonMapper.builder().build();
    private final List<BatchDecision> decisions = new ArrayList<>();

    EvolutionRun(Evolution evolution, List<TrainingCase> cases, PaidCalls calls, EvolutionModels models, MetaMemoryStore versions) {
        this.evolution = evolution;
        this.cases = cases;
        this.calls = calls;
        this.versions = versions;
        this.folds = new Folds(cases, evolution.settings().folds());
        this.attempts = new Attempts(cases, calls, models);
        this.learning = new Learning(cases, calls, models, evolution.settings(), attempts);
    }

    /** Rules, and the number of the stored version that they are; null when they are not stored. */
    private record Standing(MetaMemoryRules rules, Integer version) {}

    EvolutionResult run() {
        MetaMemoryRules base = versions.version(evolution.tenant(), evolution.baseVersion()).orElseThrow().rules();
        int passes = evolution.settings().crossValidate() ? evolution.settings().folds() : 1;
        var before = new ArrayList<Boolean>();
        var after = new ArrayList<Boolean>();
        var tested = new ArrayList<Integer>();
        Standing first = null;
        for (int fold = 0; fold < passes; fold++) {
            // Only the first pass stores versions: the others ask what learning is worth on questions that it kept apart.
            Standing learned = pass(fold, new Standing(base, fold == 0 ? evolution.baseVersion() : null));
            first = first == null ? learned : first;
            tested.addAll(folds.test(fold));
            before.addAll(attempts.score(folds.test(fold), base));
            after.addAll(attempts.score(folds.test(fold), learned.rules()));
        }
        Integer stored = decisions.stream().map(BatchDecision::version).filter(version -> version != null).reduce((a, b) -> b).orElse(null);
        return new EvolutionResult(stored, first.rules().contents(), List.copyOf(decisions), byTask(tested, before, after), PairedTest.of(before, after));
    }

    private Standing pass(int fold, Standing start) {
        List<Integer> training = folds.training(fold);
        int size = evolution.settings().batch();
        Standing now = start;
        for (int epoch = 0; epoch < evolution.settings().epochs(); epoch++) {
            for (int batch = 0; batch * size < training.size(); batch++) {
                List<Integer> questions = training.subList(batch * size, Math.min((batch + 1) * size, training.size()));
                BatchDecision decision = batch(fold, epoch, batch, questions, now);
                decisions.add(decision);
                if (decision.accepted()) {
                    now = new Standing(new MetaMemoryRules(decision.rules()), decision.version());
                }
            }
        }
        return now;
    }

    private BatchDecision batch(int fold, int epoch, int batch, List<Integer> questions, Standing now) {
        String key = "fold" + fold + "/epoch" + epoch + "/batch" + batch;
        Optional<String> decided = calls.decision(key + "/decision");
        if (decided.isPresent()) {
            return json.readValue(decided.get(), BatchDecision.class);
        }
        BatchDecision decision = decide(key, new Place(fold, epoch, batch), questions, now);
        calls.decide(key + "/decision", json.writeValueAsString(decision));
        return decision;
    }

    private record Place(int fold, int epoch, int batch) {}

    private BatchDecision decide(String key, Place place, List<Integer> questions, Standing now) {
        Learning.Lesson lesson = learning.learn(key, questions, now.rules());
        MetaMemoryRules.Applied applied = now.rules().apply(lesson.operations());
        MetaMemoryRules candidate = applied.rules();
        boolean changed = !candidate.equals(now.rules());
        PairedTest heldOut = changed ? attempts.compare(folds.heldOut(place.fold()), now.rules(), candidate) : null;
        boolean accepted = changed && heldOut.wins(evolution.settings().level());
        Integer version = accepted && now.version() != null ? store(key, now.version(), candidate, lesson.operations(), heldOut) : null;
        return new BatchDecision(place.fold(), place.epoch(), place.batch(), questions.size(), lesson.mixed(), lesson.consolidated(),
                RuleOperations.toJson(lesson.operations()), applied.skipped().stream().map(EvolutionRun::line).toList(), candidate.contents(), heldOut,
                accepted, version, reason(place, changed, accepted, heldOut, now.version(), version));
    }

    /** The version's number; null when somebody else has changed the rules meanwhile: theirs stay in force. */
    private Integer store(String key, int parent, MetaMemoryRules rules, List<RuleOperation> operations, PairedTest heldOut) {
        return versions.append(evolution.tenant(), new NewVersion(parent, MetaMemoryVersion.Origin.EVOLUTION, rules, operations, heldOut, null,
                evolution.id(), key)).map(MetaMemoryVersion::number).orElse(null);
    }

    private static String reason(Place place, boolean changed, boolean accepted, PairedTest heldOut, Integer parent, Integer version) {
        if (!changed) {
            return "Nothing to change.";
        }
        String test = heldOut.lost() + " lost and " + heldOut.gained() + " gained of " + heldOut.cases() + " held-out questions";
        if (!accepted) {
            return "Rejected, a candidate: " + test + (heldOut.gained() == heldOut.lost() ? ", a tie." : heldOut.gained() > heldOut.lost()
                    ? ", which chance explains too well (p = " + String.format(Locale.ROOT, "%.3f", heldOut.pValue() / 2) + ")." : ".");
        }
        if (version != null) {
            return "Accepted as version " + version + ": " + test + ".";
        }
        return "Accepted, not stored: " + test + (place.fold() > 0 ? "; this pass only measures."
                : parent == null ? "; an earlier update was not stored." : "; another version came into force meanwhile.");
    }

    private static String line(MetaMemoryRules.Skipped skipped) {
        return skipped.operation() + ": " + skipped.reason();
    }

    private List<TaskScore> byTask(List<Integer> tested, List<Boolean> before, List<Boolean> after) {
        Map<String, List<Integer>> places = new LinkedHashMap<>();
        IntStream.range(0, tested.size()).forEach(place -> places.computeIfAbsent(cases.get(tested.get(place)).task(), task -> new ArrayList<>()).add(place));
        return places.entrySet().stream().map(task -> new TaskScore(task.getKey(), PairedTest.of(task.getValue().stream().map(before::get).toList(),
                task.getValue().stream().map(after::get).toList()))).toList();
    }
}
