package palimpsest.runtime.model.wire;

import java.util.Locale;

/** Why a model's message ended before it was complete. A complete message has none. */
public enum MessageEnding {
    /** The output limit was reached: the text goes on nowhere, the last call may lack arguments. */
    LENGTH,
    /** The provider's filter stopped the message. */
    CONTENT_FILTER,
    /** The model declined; the text is its refusal. */
    REFUSAL;

    /** The reason as a provider writes it ({@code finish_reason}, {@code stop_reason}, {@code done_reason}); null for a complete message. */
    public static MessageEnding of(String reason) {
        return switch (reason == null ? "" : reason.toLowerCase(Locale.ROOT)) {
            case "length", "max_tokens", "max_output_tokens", "model_length", "model_context_window_exceeded" -> LENGTH;
            case "content_filter", "content_filtered", "guardrail_intervened", "safety", "sensitive", "recitation", "blocklist", "prohibited_content" -> CONTENT_FILTER;
            case "refusal" -> REFUSAL;
            default -> null;
        };
    }

    /** As the events and the API write it: {@code length}, {@code content-filter}, {@code refusal}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
