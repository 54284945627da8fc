package palimpsest.memory.gate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A conversation so far, as a gate sees it: its last turns, how often each word was said, and the vectors of what was said. It
 * grows by {@link #add}; not safe for several threads while it grows.
 */
public final class Dialogue {

    /** A pause after which the next turn starts a new session: what came before it is no question to be answered. */
    private static final Duration PAUSE = Duration.ofHours(1);
    private static final int LAST_TURNS = 8;
    private static final int VECTORS = 2000;

    private final Map<String, Integer> frequency = new HashMap<>();
    private final List<Turn> last = new ArrayList<>();
    private final List<float[]> vectors = new ArrayList<>();
    private float[] previousVector;
    private int turns;
    private int inSession;

    /** Appends a turn. @param embedding null when there is none */
    public void add(Turn turn, float[] embedding) {
        inSession = startsSession(turn) ? 1 : inSession + 1;
        last.add(turn);
        if (last.size() > LAST_TURNS) {
            last.removeFirst();
        }
        Set<String> words = new HashSet<>(Wording.words(turn.text()));
        if (turn.caption() != null) {
            words.addAll(Wording.words(turn.caption()));
        }
        words.forEach(word -> frequency.merge(word, 1, Integer::sum));
        previousVector = embedding;
        if (embedding != null) {
            vectors.add(embedding);
            if (vectors.size() > VECTORS) {
                vectors.removeFirst();
            }
        }
        turns++;
    }

    /** The last turns, oldest first; a few only. */
    public List<Turn> lastTurns() {
        return Collections.unmodifiableList(last);
    }

    /** Whether the turn follows nothing: the first one, or after a pause of an hour. */
    boolean startsSession(Turn turn) {
        if (last.isEmpty()) {
            return true;
        }
        Turn previous = last.getLast();
        return turn.at() != null && previous.at() != null && Duration.between(previous.at(), turn.at()).abs().compareTo(PAUSE) > 0;
    }

    /** How many turns of the same session came before the turn. */
    int placeInSession(Turn turn) {
        return startsSession(turn) ? 0 : inSession;
    }

    /** How rare a word is here: the logarithm of turns over turns that hold it; highest for a word not said yet. */
    double rarity(String word) {
        return Math.log((turns + 1) / (frequency.getOrDefault(word, 0) + 0.5));
    }

    boolean isNew(String word) {
        return !frequency.containsKey(word);
    }

    /** Cosine with the turn before; 0 when either has no vector. */
    double similarityToPrevious(float[] embedding) {
        return embedding == null || previousVector == null || previousVector.length != embedding.length ? 0 : dot(previousVector, embedding);
    }

    /** Cosines with what was said before, highest first. */
    double[] similarities(float[] embedding) {
        double[] similarities = new double[vectors.size()];
        int same = 0;
        for (float[] vector : vectors) {
            if (vector.length == embedding.length) {
                similarities[same++] = -dot(vector, embedding);
            }
        }
        similarities = Arrays.copyOf(similarities, same);
        Arrays.sort(similarities); // ascending, hence the signs
        for (int i = 0; i < same; i++) {
            similarities[i] = -similarities[i];
        }
        return similarities;
    }

    static double dot(float[] a, float[] b) {
        float sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
