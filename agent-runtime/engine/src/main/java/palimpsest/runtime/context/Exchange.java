package palimpsest.runtime.context;

import java.util.ArrayList;
import java.util.List;
import palimpsest.runtime.context.WindowMessage.Assistant;
import palimpsest.runtime.context.WindowMessage.Notice;
import palimpsest.runtime.context.WindowMessage.Nudge;
import palimpsest.runtime.context.WindowMessage.Tool;

/**
 * A message of the model with all that followed it until its next one or a question: calls and results together. The unit in
 * which messages leave the window.
 *
 * @param msgId    of the model's message
 * @param messages of the request, in order
 */
record Exchange(int msgId, List<ProjectedMessage> messages) {

    /** The exchanges of a request, oldest first. */
    static List<Exchange> of(List<ProjectedMessage> window) {
        List<Exchange> exchanges = new ArrayList<>();
        Exchange current = null;
        for (ProjectedMessage message : window) {
            switch (message.source()) {
                case Assistant assistant -> {
                    current = new Exchange(assistant.msgId(), new ArrayList<>(List.of(message)));
                    exchanges.add(current);
                }
                case Tool ignored -> add(current, message);
                case Nudge ignored -> add(current, message);
                case Notice ignored -> { }
                case null, default -> current = null;
            }
        }
        return exchanges;
    }

    private static void add(Exchange current, ProjectedMessage message) {
        if (current != null) {
            current.messages().add(message);
        }
    }

    /** Numbered messages in it. */
    int numbered() {
        return (int) messages.stream().filter(message -> message.source() instanceof WindowMessage.Numbered).count();
    }

    int tokens(WindowMeter meter) {
        return messages.stream().mapToInt(meter::tokens).sum();
    }
}
