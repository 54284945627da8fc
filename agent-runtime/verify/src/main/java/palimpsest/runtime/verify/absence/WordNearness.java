package palimpsest.runtime.verify.absence;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * How near words are in meaning, by the embeddings of the words alone. The vectors of the words asked for last are kept: people use few
 * thousand. Safe for several threads.
 */
public final class WordNearness {

    /** Cosines of two words that mean nothing alike lie below it (bge-small-en-v1.5). */
    private static final double UNRELATED = 0.6;
    /** Vectors of 384 dimensions: 16 MB. */
    private static final int KEPT = 10_000;

    private final Function<List<String>, List<float[]>> embed;
    private final Map<String, float[]> vectors = new LinkedHashMap<>(16, 0.75f, true); // guarded by itself

    /** @param embed one vector for each text */
    public WordNearness(Function<List<String>, List<float[]>> embed) {
        this.embed = embed;
    }

    /** Unit vectors of the words, by the words in lower case. */
    Map<String, float[]> vectors(Collection<String> words) {
        Map<String, float[]> found = new LinkedHashMap<>();
        synchronized (vectors) {
            words.forEach(word -> found.put(lower(word), vectors.get(lower(word))));
        }
        List<String> missing = found.entrySet().stream().filter(entry -> entry.getValue() == null).map(Map.Entry::getKey).toList();
        if (!missing.isEmpty()) {
            List<float[]> embedded = embed.apply(missing);
            for (int i = 0; i < missing.size(); i++) {
                found.put(missing.get(i), unit(embedded.get(i)));
            }
            keep(missing, found);
        }
        return found;
    }

    private void keep(List<String> words, Map<String, float[]> found) {
        synchronized (vectors) {
            words.forEach(word -> vectors.put(word, found.get(word)));
            var oldest = vectors.entrySet().iterator();
            while (vectors.size() > KEPT) {
                oldest.next();
                oldest.remove();
            }
        }
    }

    static String lower(String word) {
        return word.toLowerCase(Locale.ROOT);
    }

    /** 0 for words that mean nothing alike, or of two languages whose models know nothing of each other; 1 for the same. */
    static double nearness(float[] a, float[] b) {
        if (a.length != b.length) {
            return 0;
        }
        double cosine = 0;
        for (int i = 0; i < a.length; i++) {
            cosine += a[i] * b[i];
        }
        return Math.clamp((cosine - UNRELATED) / (1 - UNRELATED), 0.0, 1.0);
    }

    private static float[] unit(float[] vector) {
        double square = 0;
        for (float each : vector) {
            square += each * each;
        }
        float length = (float) Math.sqrt(Math.max(1e-12, square));
        float[] unit = vector.clone();
        for (int i = 0; i < unit.length; i++) {
            unit[i] /= length;
        }
        return unit;
    }
}
