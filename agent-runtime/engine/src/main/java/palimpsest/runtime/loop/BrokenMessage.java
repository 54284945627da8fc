package palimpsest.runtime.loop;

import java.util.List;
import java.util.Optional;
import palimpsest.runtime.context.RunProgress;
import palimpsest.runtime.event.MessageEvent.Call;
import palimpsest.runtime.event.RunEvent.RunFailed;
import palimpsest.runtime.model.wire.MessageEnding;

/** When a message that ended before it was complete ends the run: what the model said is recorded, and it is not the answer. */
final class BrokenMessage {

    private static final int SHOWN = 300;

    private BrokenMessage() {}

    /**
     * The failure that the run's last message is.
     *
     * @param pending calls that have no result yet: of a message that was cut off they are answered first
     * @param mostCut messages in a row that may be cut off before the run ends
     */
    static Optional<RunFailed> failure(RunProgress progress, List<Call> pending, int mostCut, StepModel model) {
        if (progress.ending() == MessageEnding.CONTENT_FILTER) {
            return Optional.of(new RunFailed(MessageEnding.CONTENT_FILTER.id(), "The provider's filter stopped the answer",
                    "The content filter of model " + model.name() + " stopped its message. What it had said stands in the history and is no answer. "
                            + "Ask in another way, or choose another model.", false));
        }
        if (progress.ending() == MessageEnding.REFUSAL) {
            String said = progress.saidSoFar().strip();
            return Optional.of(new RunFailed(MessageEnding.REFUSAL.id(), "The model refused to answer",
                    (said.isEmpty() ? "It gave no reason. " : "It said: " + shown(said) + " ") + "Ask in another way, or choose another model.", false));
        }
        if (progress.cutInARow() > mostCut && pending.isEmpty()) {
            return Optional.of(new RunFailed("output-limit", "The answer was cut off",
                    "Messages of model " + model.name() + " were cut off at its output limit " + progress.cutInARow() + " times in a row. What it said stands in the "
                            + "history and is no answer. Raise max-output-tokens of the model (palimpsest.models." + model.name()
                            + ".max-output-tokens), or ask for a shorter answer.", false));
        }
        return Optional.empty();
    }

    private static String shown(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, Character.isHighSurrogate(text.charAt(SHOWN - 1)) ? SHOWN - 1 : SHOWN) + "…";
    }
}
