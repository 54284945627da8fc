package palimpsest.runtime.event;

import java.util.List;

/** What a listener of a conversation hears of, in this process only. */
public sealed interface ConversationSignal permits ConversationSignal.EventsAppended, SpokenPart {

    /** Events were appended, in order and without gaps between them. */
    record EventsAppended(List<RecordedEvent> events) implements ConversationSignal {}
}
