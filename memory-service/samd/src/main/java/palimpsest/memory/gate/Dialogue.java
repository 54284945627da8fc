package palimpsest.memory.gate;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The last turns of a conversation, as a gate sees it, and how often each word was said in them. It grows by {@link #add} up to
 * {@link #TURNS} turns and drops the oldest beyond that, so that judging a turn costs the same however long the conversation is; not
 * safe for several threads while it grows.
 */
public final class Dialogue {

    /** How many turns count. */
    public static final int TURNS = 24;

    /** A pause after which the next turn starts a new session: what came before it is no question to be answered. */
    private static final Duration PAUSE = Duration.ofHours(1);

    private final Map<String, Integer> frequency = new HashMap<>();
    private final Deque<Turn> last = new ArrayDeque<>();
    /** The words of each of {@link #last}; never changed. */
    private final Deque<Set<String>> said = new ArrayDeque<>();
    private int inSession;

    /** The same turns, to grow by itself. */
    public Dialogue copy() {
        var copy = new Dialogue();
        copy.frequency.putAll(frequency);
        copy.last.addAll(last);
        copy.said.addAll(said);
        copy.inSession = inSession;
        return copy;
    }

    /** Appends a turn. */
    public void add(Turn turn) {
        inSession = startsSession(turn) ? 1 : Math.min(inSession + 1, TURNS);
        last.addLast(turn);
        Set<String> words = words(turn);
        said.addLast(words);
        words.forEach(word -> frequency.merge(word, 1, Integer::sum));
        if (last.size() > TURNS) {
            last.removeFirst();
            said.removeFirst().forEach(word -> frequency.computeIfPresent(word, (key, count) -> count == 1 ? null : count - 1));
        }
    }

    private static Set<String> words(Turn turn) {
        Set<String> words = new HashSet<>(Wording.words(turn.text()));
        if (turn.caption() != null) {
            words.addAll(Wording.words(turn.caption()));
        }
        return words;
    }

    /** The last turns, oldest first; {@link #TURNS} at most. */
    public List<Turn> lastTurns() {
        return List.copyOf(last);
    }

    /** Whether the turn follows nothing: the first one, or after a pause of an hour. */
    boolean startsSession(Turn turn) {
        if (last.isEmpty()) {
            return true;
        }
        Turn previous = last.getLast();
        return turn.at() != null && previous.at() != null && Duration.between(previous.at(), turn.at()).abs().compareTo(PAUSE) > 0;
    }

    /** How many turns of the same session came before the turn; {@link #TURNS} at most. */
    int placeInSession(Turn turn) {
        return startsSession(turn) ? 0 : inSession;
    }

    /** How rare a word is here: the logarithm of turns over turns that hold it; highest for a word not said yet. */
    double rarity(String word) {
        return Math.log((last.size() + 1) / (frequency.getOrDefault(word, 0) + 0.5));
    }

    boolean isNew(String word) {
        return !frequency.containsKey(word);
    }

    static double dot(float[] a, float[] b) {
        float sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
