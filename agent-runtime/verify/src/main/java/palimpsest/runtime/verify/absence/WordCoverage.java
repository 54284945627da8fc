package palimpsest.runtime.verify.absence;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import palimpsest.memory.language.Word;

/**
 * How much of a question's words the turns of a conversation hold.
 *
 * @param rarity of each word, 0 or more
 * @param match  [turn][word]: 1 where the turn holds the word, less where only one like it
 * @param lent   of each turn: the share of a word that counts for it when the turn before holds the word
 */
record WordCoverage(double[] rarity, double[][] match, double[] lent) {

    /** Words count that stand in a turn in any form. */
    static WordCoverage ofWords(List<Word> asked, List<List<Word>> held, double[] rarity, double[] lent) {
        return new WordCoverage(rarity, matched(asked, held, (word, other) -> 0), lent);
    }

    /** Words count, too, as far as one in the turn is near in meaning. */
    static WordCoverage ofMeaning(List<Word> asked, List<List<Word>> held, double[] rarity, double[] lent, WordNearness nearness) {
        Map<String, float[]> vectors = nearness.vectors(IntStream.rangeClosed(0, held.size()).mapToObj(i -> i == 0 ? asked : held.get(i - 1)).flatMap(List::stream)
                .map(Word::surface).distinct().toList());
        return new WordCoverage(rarity, matched(asked, held, (word, other) -> WordNearness.nearness(vectors.get(WordNearness.lower(word.surface())),
                vectors.get(WordNearness.lower(other.surface())))), lent);
    }

    @FunctionalInterface
    private interface Likeness {
        double of(Word asked, Word held);
    }

    private static double[][] matched(List<Word> asked, List<List<Word>> held, Likeness likeness) {
        return held.stream().map(turn -> asked.stream().mapToDouble(word -> turn.stream()
                .mapToDouble(other -> word.term().equals(other.term()) ? 1 : likeness.of(word, other)).max().orElse(0)).toArray()).toArray(double[][]::new);
    }

    int words() {
        return rarity.length;
    }

    /** The share of the question's words, by rarity, that a turn holds; a part of those that it answers to. */
    double of(int turn) {
        return weighed(word -> Math.max(match[turn][word], lent[turn] > 0 ? lent[turn] * match[turn - 1][word] : 0));
    }

    /** The same of the turn alone. */
    double alone(int turn) {
        return weighed(word -> match[turn][word]);
    }

    /** The share that turns hold together. */
    double together(Collection<Integer> turns) {
        return weighed(word -> best(word, turns));
    }

    /** The rarity of what is missed most in the turns. */
    double missed(Collection<Integer> turns) {
        return IntStream.range(0, words()).mapToDouble(word -> (1 - best(word, turns)) * rarity[word]).max().orElse(0);
    }

    /** How many of the words stand in none of the turns. */
    long lacking(Collection<Integer> turns, IntPredicate which) {
        return IntStream.range(0, words()).filter(which).filter(word -> best(word, turns) == 0).count();
    }

    private double best(int word, Collection<Integer> turns) {
        return turns.stream().mapToDouble(turn -> match[turn][word]).max().orElse(0);
    }

    private double weighed(IntToDoubleFunction share) {
        double all = Math.max(1e-9, IntStream.range(0, words()).mapToDouble(word -> rarity[word]).sum());
        return IntStream.range(0, words()).mapToDouble(word -> rarity[word] * share.applyAsDouble(word)).sum() / all;
    }
}
