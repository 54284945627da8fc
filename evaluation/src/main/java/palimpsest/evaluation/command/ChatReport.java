package palimpsest.evaluation.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import palimpsest.evaluation.verification.AbsenceCurve;

/**
 * What a system answered. Shares are of the questions with an answer, {@code refusedAbsent} of those without; NaN where there are none.
 *
 * @param right    a citation lies in a turn that holds the answer
 * @param notFound the system says that it found nothing
 * @param kept     turns in memory, as a share; of a document all
 * @param tokens   median of what was recalled for a question
 * @param millis   median of a question
 */
record ChatReport(int questions, double right, double notFound, double wrong, double refusedAbsent, double kept, long tokens, long millis) {

    /**
     * To one question.
     *
     * @param absent   whether the conversation does not answer it
     * @param evidence where the turns stand that hold the answer: conversation and number
     * @param recalled memories as the agent was shown them, best first
     * @param features of the answer, as the check of absence measures them; null where it can't tell
     */
    record Answer(String conversation, String question, boolean absent, Outcome outcome, String text, List<String> evidence,
                  List<? extends Map<String, Object>> recalled, long tokens, long millis, SequencedMap<String, Double> features) {

        AbsenceCurve.Asked measured() {
            return new AbsenceCurve.Asked(conversation, absent, outcome != Outcome.NOT_FOUND, outcome == Outcome.RIGHT, features);
        }
    }

    enum Outcome { RIGHT, NOT_FOUND, WRONG }

    static ChatReport of(List<Answer> answers, double kept) {
        List<Answer> answerable = answers.stream().filter(answer -> !answer.absent()).toList();
        List<Answer> absent = answers.stream().filter(Answer::absent).toList();
        return new ChatReport(answers.size(), share(answerable, Outcome.RIGHT), share(answerable, Outcome.NOT_FOUND), share(answerable, Outcome.WRONG),
                share(absent, Outcome.NOT_FOUND), kept, median(answers.stream().map(Answer::tokens).toList()), median(answers.stream().map(Answer::millis).toList()));
    }

    private static double share(List<Answer> of, Outcome outcome) {
        return of.isEmpty() ? Double.NaN : (double) of.stream().filter(answer -> answer.outcome() == outcome).count() / of.size();
    }

    private static long median(List<Long> values) {
        var sorted = new ArrayList<>(values);
        sorted.sort(null);
        return sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2);
    }
}
