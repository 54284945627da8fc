package palimpsest.memory.meta.evolve;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import palimpsest.memory.meta.MetaMemoryRules;
import palimpsest.memory.meta.RuleOperation;
import palimpsest.memory.meta.RuleOperations;
import palimpsest.memory.meta.evolve.Attempts.Judged;
import palimpsest.memory.meta.evolve.EvolutionItem.Kind;
import palimpsest.memory.meta.evolve.LearningPrompts.Attempt;
import palimpsest.memory.meta.evolve.PaidCalls.Call;

/** From a batch of questions to operations on the rules (MetaMem, evolution steps 1 to 6). */
final class Learning {

    /** Proposals and summaries are to be sober. */
    private static final double SOBER = 0;

    private final List<TrainingCase> cases;
    private final PaidCalls calls;
    private final EvolutionModels models;
    private final EvolutionSettings settings;
    private final Attempts attempts;
    private final LearningPrompts prompts = new LearningPrompts();
    private final RuleOperations operations = new RuleOperations();

    Learning(List<TrainingCase> cases, PaidCalls calls, EvolutionModels models, EvolutionSettings settings, Attempts attempts) {
        this.cases = cases;
        this.calls = calls;
        this.models = models;
        this.settings = settings;
        this.attempts = attempts;
    }

    /**
     * What a batch taught.
     *
     * @param mixed        questions with right and wrong attempts
     * @param consolidated whether the operations are the consolidated ones, not the raw proposals
     */
    record Lesson(int mixed, List<RuleOperation> operations, boolean consolidated) {}

    Lesson learn(String key, List<Integer> batch, MetaMemoryRules rules) {
        List<Callable<Optional<List<RuleOperation>>>> tasks = batch.stream()
                .<Callable<Optional<List<RuleOperation>>>>map(position -> () -> question(key + "/case" + position, position, rules)).toList();
        List<List<RuleOperation>> proposals = calls.together(tasks).stream().flatMap(Optional::stream).toList();
        List<RuleOperation> raw = proposals.stream().flatMap(List::stream).toList();
        if (raw.isEmpty()) {
            return new Lesson(proposals.size(), List.of(), true);
        }
        String reply = calls.say(new Call(key + "/consolidation", Kind.CONSOLIDATION, null, null), models.learner(), SOBER, prompts.consolidation(rules, raw));
        Optional<List<RuleOperation>> consolidated = operations.read(reply);
        return new Lesson(proposals.size(), consolidated.orElse(raw), consolidated.isPresent());
    }

    /** The proposals of one question; empty when all its attempts went the same way, which teaches nothing. */
    private Optional<List<RuleOperation>> question(String key, int position, MetaMemoryRules rules) {
        List<Callable<Judged>> rollouts = IntStream.range(0, settings.rollouts()).<Callable<Judged>>mapToObj(attempt -> () ->
                attempts.attempt(attemptKey(key, attempt), position, attempt, settings.temperature(), rules)).toList();
        List<Judged> judged = calls.together(rollouts);
        long right = judged.stream().filter(attempt -> attempt.verdict().correct()).count();
        if (right == 0 || right == judged.size()) {
            return Optional.empty();
        }
        List<Callable<Attempt>> looks = new ArrayList<>();
        for (int attempt = 0; attempt < judged.size(); attempt++) {
            int number = attempt;
            looks.add(() -> summarised(key, position, number, judged.get(number), rules));
        }
        String reply = calls.say(new Call(key + "/proposal", Kind.PROPOSAL, position, null), models.learner(), SOBER,
                prompts.proposal(rules, cases.get(position), calls.together(looks)));
        return Optional.of(operations.read(reply).orElse(List.of()));
    }

    private Attempt summarised(String key, int position, int number, Judged judged, MetaMemoryRules rules) {
        var attempt = new Attempt(judged.text(), judged.verdict(), null);
        String summary = calls.say(new Call(attemptKey(key, number) + "/summary", Kind.SUMMARY, position, number), models.learner(), SOBER,
                prompts.summary(rules, cases.get(position), attempt));
        return new Attempt(judged.text(), judged.verdict(), summary);
    }

    private static String attemptKey(String key, int attempt) {
        return key + "/attempt" + attempt;
    }
}
