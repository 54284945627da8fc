package palimpsest.runtime.model.extractive;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The order in which remembered turns answer a question about somebody who speaks in them: by the question's words, the place among what was recalled, who said
 * them, and what was recalled close by. A linear score; where its numbers come from stands in decision 0199.
 */
final class MemoryOrder {

    /** Turns before and after one that tell of the same. */
    private static final int CLOSE_BY = 3;
    private static final int MOST_QUOTES = 4;
    /** How far behind the best a quote may be. */
    private static final double NOT_FAR_BEHIND = 3;

    private final Question question;
    private final List<Remembered> memories;
    private final List<Map<String, Double>> held;
    private final AskedPeople asked;
    private final double[] relevance;
    private final List<Period> periods;

    /**
     * @param question  without its times
     * @param memories  as they were recalled, best first
     * @param held      of each memory, how much of each term, as {@link TermMatcher#shares} gives it
     * @param relevance of each memory, as {@link Relevance} gives it
     * @param periods   the question's times
     */
    MemoryOrder(Question question, List<Remembered> memories, List<Map<String, Double>> held, AskedPeople asked, double[] relevance, List<Period> periods) {
        this.question = question;
        this.memories = memories;
        this.held = held;
        this.asked = asked;
        this.relevance = relevance;
        this.periods = periods;
    }

    /**
     * What speaks for a turn.
     *
     * @param place     logarithm of its place among what was recalled, 0 for the first
     * @param own       1 where the one who is asked about said it, or the user told it of them
     * @param other     1 where somebody said it whom the question does not name
     * @param words     share of the question's words that it holds, by rarity, 0 to 1
     * @param missed    rarity of the word that it lacks most
     * @param relevance of its best sentence, 0 to about 1
     * @param near      1 where the first that was recalled stands close by, 1/2 for the second, and so on
     * @param talk      the same of all that was recalled of the same conversation, added up
     * @param kind      1 where it holds the kind of thing that is asked for, -1 where it does not, 0 where none is
     * @param time      likewise for a time that the question names
     */
    record Signs(double place, double own, double other, double words, double missed, double relevance, double near, double talk, double kind, double time) {

        double score() {
            return -place + 1.2 * own - 1.2 * other + words - 0.3 * missed + 1.2 * relevance + near + 0.7 * talk + 0.6 * kind + 0.8 * time;
        }
    }

    /** What to quote, best first. */
    List<Remembered> quoted() {
        List<Signs> signs = signs();
        double[] scores = signs.stream().mapToDouble(Signs::score).toArray();
        List<Integer> order = IntStream.range(0, scores.length).boxed().sorted(Comparator.comparingDouble(i -> -scores[i])).toList();
        return order.stream().limit(MOST_QUOTES).filter(i -> scores[i] >= scores[order.getFirst()] - NOT_FAR_BEHIND).map(memories::get).toList();
    }

    /** Of each memory. */
    List<Signs> signs() {
        List<Question.Term> terms = question.terms().stream().filter(term -> !asked.isSpeaker(term.surface())).toList();
        double[] rarity = terms.stream().mapToDouble(term -> term.weight() * Math.log(1 + memories.size() / (1.0 + held.stream().filter(each -> each.containsKey(term.term())).count()))).toArray();
        double all = Math.max(1e-9, IntStream.range(0, rarity.length).mapToDouble(t -> rarity[t]).sum());
        var kind = new AnswerKind(question);
        var signs = new ArrayList<Signs>();
        for (int i = 0; i < memories.size(); i++) {
            Remembered memory = memories.get(i);
            double words = 0;
            double missed = 0;
            for (int t = 0; t < rarity.length; t++) {
                double share = held.get(i).getOrDefault(terms.get(t).term(), 0.0);
                words += rarity[t] * share / all;
                missed = Math.max(missed, rarity[t] * (1 - share));
            }
            signs.add(new Signs(Math.log(1.0 + i), asked.isAbout(memory) ? 1 : 0, asked.isAboutAny(memory) ? 0 : 1, words, missed, relevance[i],
                    near(memory), talk(memory), question.asks().isEmpty() ? 0 : kind.lacks(memory.text()) ? -1 : 1, time(memory)));
        }
        return signs;
    }

    private double near(Remembered memory) {
        return IntStream.range(0, memories.size()).filter(i -> isOfTalk(memories.get(i), memory) && Math.abs(memories.get(i).turn() - memory.turn()) <= CLOSE_BY)
                .mapToDouble(MemoryOrder::ofPlace).max().orElse(0);
    }

    private double talk(Remembered memory) {
        return IntStream.range(0, memories.size()).filter(i -> isOfTalk(memories.get(i), memory)).mapToDouble(MemoryOrder::ofPlace).sum();
    }

    private static boolean isOfTalk(Remembered other, Remembered memory) {
        return other != memory && other.conversation().equals(memory.conversation());
    }

    private static double ofPlace(int place) {
        return 1.0 / (1 + place);
    }

    private double time(Remembered memory) {
        return periods.isEmpty() ? 0 : periods.stream().anyMatch(period -> memory.days().stream().anyMatch(period::mayBeToldOn)) ? 1 : -1;
    }
}
