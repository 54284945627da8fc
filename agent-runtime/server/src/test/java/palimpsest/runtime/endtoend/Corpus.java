package palimpsest.runtime.endtoend;

import java.util.Random;

/** Texts that are made and not found: words in random order, as long as is asked for, with a fact planted. */
final class Corpus {

    private static final String[] WORDS = ("river mountain archive letter captain harvest bridge winter library signal garden copper engine market forest "
            + "treaty lantern village council storm harbor railway museum orchard compass ledger weaver quarry meadow tavern").split(" ");

    private Corpus() {}

    /** Sentences of 12 words, about 13 tokens each. */
    static String of(int sentences, long seed, String fact, int at) {
        var random = new Random(seed);
        var text = new StringBuilder(sentences * 90);
        for (int i = 0; i < sentences; i++) {
            if (i == at) {
                text.append(fact).append('\n');
            }
            for (int word = 0; word < 12; word++) {
                text.append(word == 0 ? "The " : " ").append(WORDS[random.nextInt(WORDS.length)]);
            }
            text.append(i % 8 == 7 ? ".\n\n" : ". ");
        }
        return text.toString();
    }
}
