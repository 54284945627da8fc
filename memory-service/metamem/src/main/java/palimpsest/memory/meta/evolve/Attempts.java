package palimpsest.memory.meta.evolve;

import java.util.List;
import java.util.concurrent.Callable;
import palimpsest.memory.meta.MetaMemoryRules;
import palimpsest.memory.meta.PairedTest;
import palimpsest.memory.meta.evolve.EvolutionItem.Kind;
import palimpsest.memory.meta.evolve.PaidCalls.Call;

/** Answers questions under rules and has the answers judged. */
final class Attempts {

    private final List<TrainingCase> cases;
    private final PaidCalls calls;
    private final EvolutionModels models;
    private final JudgePrompt judge = new JudgePrompt();

    Attempts(List<TrainingCase> cases, PaidCalls calls, EvolutionModels models) {
        this.cases = cases;
        this.calls = calls;
        this.models = models;
    }

    /** An answer and its verdict. */
    record Judged(String text, JudgePrompt.Verdict verdict) {}

    /** @param key of the attempt; its calls are recorded under {@code key/rollout} and {@code key/judgement} */
    Judged attempt(String key, int position, Integer attempt, double temperature, MetaMemoryRules rules) {
        TrainingCase asked = cases.get(position);
        var rollout = new Call(key + "/rollout", Kind.ROLLOUT, position, attempt);
        String text = models.answering() == null ? calls.say(rollout, models.learner(), temperature, AnswerPrompt.of(rules, asked))
                : calls.say(rollout, () -> models.answering().answer(rules, asked, temperature));
        String reply = calls.say(new Call(key + "/judgement", Kind.JUDGEMENT, position, attempt), models.judge(), 0,
                JudgePrompt.of(asked, AnswerPrompt.answerIn(text)));
        return new Judged(text, judge.verdict(reply));
    }

    /** Whether each case is answered rightly at temperature 0. The same rules on the same case are asked once in an evolution. */
    List<Boolean> score(List<Integer> positions, MetaMemoryRules rules) {
        List<Callable<Boolean>> tasks = positions.stream().<Callable<Boolean>>map(position -> () ->
                attempt("rules-" + rules.fingerprint() + "/case" + position, position, null, 0, rules).verdict().correct()).toList();
        return calls.together(tasks);
    }

    /** Two sets of rules on the same cases. */
    PairedTest compare(List<Integer> positions, MetaMemoryRules base, MetaMemoryRules candidate) {
        return PairedTest.of(score(positions, base), score(positions, candidate));
    }
}
