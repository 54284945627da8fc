package palimpsest.memory.meta.evolve;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import palimpsest.memory.meta.evolve.EvolutionItem.Kind;

/**
 * One attempt at a question, as far as it has come.
 *
 * @param key     of its items, such as {@code fold0/epoch0/batch1/case7/attempt2}; {@code rules-…} for an evaluation at temperature 0
 * @param attempt null for an evaluation
 * @param answer  as the judge saw it
 * @param correct null before it was judged
 * @param summary null unless the question taught
 */
public record Trajectory(String questionId, String task, String question, String rightAnswer, String key, Integer attempt, String text, String answer,
                         Boolean correct, String reason, String summary) {

    /** All attempts among the items, in the order in which they were made. */
    public static List<Trajectory> of(List<TrainingCase> cases, List<EvolutionItem> items) {
        Map<String, EvolutionItem> byKey = new LinkedHashMap<>();
        items.forEach(item -> byKey.put(item.key(), item));
        var judge = new JudgePrompt();
        List<Trajectory> attempts = new ArrayList<>();
        for (EvolutionItem item : items) {
            if (item.kind() == Kind.ROLLOUT) {
                String key = item.key().substring(0, item.key().lastIndexOf('/'));
                TrainingCase asked = cases.get(item.position());
                EvolutionItem judgement = byKey.get(key + "/judgement");
                EvolutionItem summary = byKey.get(key + "/summary");
                JudgePrompt.Verdict verdict = judgement == null ? null : judge.verdict(judgement.output());
                attempts.add(new Trajectory(asked.questionId(), asked.task(), asked.question(), asked.answer(), key, item.attempt(), item.output(),
                        AnswerPrompt.answerIn(item.output()), verdict == null ? null : verdict.correct(), verdict == null ? null : verdict.reason(),
                        summary == null ? null : summary.output()));
            }
        }
        return attempts;
    }
}
