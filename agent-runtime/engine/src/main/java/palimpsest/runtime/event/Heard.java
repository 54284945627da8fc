package palimpsest.runtime.event;

/** What a listener of a conversation hears of, in this process only. */
public sealed interface Heard permits Heard.Appended, SpokenPart {

    /** Events were appended: read the log. */
    record Appended() implements Heard {}
}
