package palimpsest.memory.retrieve;

import java.time.Instant;
import java.util.List;

/**
 * Narrows a search to passages of which it is known who said them, or when.
 *
 * @param speakers exact names, any of them; none means whoever, and text that nobody is known to have said
 * @param from     earliest time, inclusive; null for no bound. With a bound, passages without a time are left out
 * @param to       latest time, exclusive; null for no bound
 */
public record SearchFilter(List<String> speakers, Instant from, Instant to) {

    /** Everything. */
    public static final SearchFilter NONE = new SearchFilter(List.of(), null, null);

    public SearchFilter {
        speakers = List.copyOf(speakers);
    }

    /** What somebody said, at any time. */
    public static SearchFilter by(String speaker) {
        return new SearchFilter(List.of(speaker), null, null);
    }
}
