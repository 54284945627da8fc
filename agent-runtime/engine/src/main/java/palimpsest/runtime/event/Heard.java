package palimpsest.runtime.event;

import java.util.List;

/** What a listener of a conversation hears of, in this process only. */
public sealed interface Heard permits Heard.Appended, SpokenPart {

    /** Events were appended, in order and without gaps between them. */
    record Appended(List<RecordedEvent> events) implements Heard {}
}
