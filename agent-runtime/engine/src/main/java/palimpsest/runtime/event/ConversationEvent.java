package palimpsest.runtime.event;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What happened in a conversation. Each is appended to the log before it takes effect; everything else that is known of a
 * conversation (its window, its notes, its answer) follows from them.
 */
public sealed interface ConversationEvent
        permits MessageEvent, RunEvent, ApprovalEvent, WindowEvent, DocumentEvent, NoteEvent, MemoryEvent, VerificationEvent, HistoryEvent {

    /** Every kind of event: the records of all its interfaces. */
    static List<Class<?>> kinds() {
        return kinds(ConversationEvent.class).toList();
    }

    private static Stream<Class<?>> kinds(Class<?> type) {
        return type.isSealed() ? Arrays.stream(type.getPermittedSubclasses()).flatMap(ConversationEvent::kinds) : Stream.of(type);
    }
}
