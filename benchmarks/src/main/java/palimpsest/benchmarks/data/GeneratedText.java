package palimpsest.benchmarks.data;

import java.util.Random;

/** Made-up text whose words are as unevenly common as those of a language (Zipf), the same for the same seed. */
public final class GeneratedText {

    private static final int VOCABULARY = 4_000;
    private static final String[] SYLLABLES = "ba ce di fo gu la me ni po ru sa te vi wo zu bran clem dros fent grol".split(" ");

    private final Random random;

    public GeneratedText(long seed) {
        this.random = new Random(seed);
    }

    /** Sentences of 12 words in paragraphs of 6. */
    public String sentences(int count) {
        var text = new StringBuilder(count * 90);
        for (int sentence = 0; sentence < count; sentence++) {
            for (int word = 0; word < 12; word++) {
                text.append(word == 0 ? "The " : " ").append(word(rank()));
            }
            text.append(sentence % 6 == 5 ? ".\n\n" : ". ");
        }
        return text.toString();
    }

    /** A word that is neither among the most common nor among the rarest. */
    public String keyword() {
        return word(20 + random.nextInt(400));
    }

    private int rank() {
        return (int) Math.pow(VOCABULARY, random.nextDouble()) - 1;
    }

    private static String word(int rank) {
        int base = SYLLABLES.length;
        return SYLLABLES[rank % base] + SYLLABLES[rank / base % base] + SYLLABLES[(rank / base / base + rank) % base];
    }

    /** A vector of length 1 in a random direction, as an embedding model may give. */
    public float[] vector(int dimensions) {
        float[] vector = new float[dimensions];
        double square = 0;
        for (int i = 0; i < dimensions; i++) {
            vector[i] = (float) random.nextGaussian();
            square += vector[i] * vector[i];
        }
        for (int i = 0; i < dimensions; i++) {
            vector[i] /= (float) Math.sqrt(square);
        }
        return vector;
    }
}
