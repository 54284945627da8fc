package palimpsest.runtime.api.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import palimpsest.runtime.caller.CallerReply;
import palimpsest.runtime.event.MessageEvent.Call;
import tools.jackson.databind.JsonNode;

/** Responses as OpenAI's reference has them. */
final class ResponseViews {

    static final String IN_PROGRESS = "in_progress";
    static final String COMPLETED = "completed";
    static final String INCOMPLETE = "incomplete";
    static final String FAILED = "failed";

    private ResponseViews() {}

    record Response(String id, String object, @JsonProperty("created_at") long createdAt, String status, Boolean background, ErrorView error,
                    @JsonProperty("incomplete_details") Map<String, Object> incompleteDetails, Object instructions,
                    @JsonProperty("max_output_tokens") JsonNode maxOutputTokens, String model, List<Item> output,
                    @JsonProperty("parallel_tool_calls") boolean parallelToolCalls, @JsonProperty("previous_response_id") String previousResponseId,
                    Map<String, Object> reasoning, boolean store, JsonNode temperature, Map<String, Object> text,
                    @JsonProperty("tool_choice") Object toolChoice, Object tools, @JsonProperty("top_p") JsonNode topP, String truncation,
                    UsageView usage, String user, Object metadata) {}

    record ErrorView(String code, String message) {}

    @Schema(name = "OpenAiResponseUsage")
    record UsageView(@JsonProperty("input_tokens") long inputTokens, @JsonProperty("input_tokens_details") InputDetails inputTokensDetails,
                     @JsonProperty("output_tokens") long outputTokens, @JsonProperty("output_tokens_details") OutputDetails outputTokensDetails,
                     @JsonProperty("total_tokens") long totalTokens) {
        static UsageView of(CallerReply.Usage usage) {
            return new UsageView(usage.input(), new InputDetails(usage.cached()), usage.output(), new OutputDetails(usage.reasoning()),
                    usage.input() + usage.output());
        }
    }

    record InputDetails(@JsonProperty("cached_tokens") long cachedTokens) {}

    record OutputDetails(@JsonProperty("reasoning_tokens") long reasoningTokens) {}

    sealed interface Item {
        String id();
    }

    record MessageItem(String id, String type, String status, String role, List<Part> content) implements Item {}

    record CallItem(String id, String type, String status, @JsonProperty("call_id") String callId, String name, String arguments) implements Item {
        /** Before its arguments are sent. */
        CallItem begun() {
            return new CallItem(id, type, IN_PROGRESS, callId, name, "");
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Part(String type, String text, List<Object> annotations, String refusal) {
        static Part of(String text) {
            return new Part("output_text", text, List.of(), null);
        }

        static Part refused(String text) {
            return new Part("refusal", null, null, text);
        }
    }

    /** What stays the same over the events of a response. {@code createdAt} in seconds since 1970. */
    record Frame(CallerReply.Id reply, long createdAt, ResponseRequest request) {

        String id() {
            return ResponseRequest.ID_PREFIX + reply;
        }

        Response begun() {
            return response(IN_PROGRESS, null, null, List.of(), null);
        }

        Response ended(CallerReply ended) {
            return switch (ended.outcome()) {
                case CallerReply.Failed failed -> response(FAILED, new ErrorView("server_error", OpenAiError.of(failed.failure()).getMessage()), null, List.of(),
                        UsageView.of(ended.usage()));
                // A run that was ended by a limit gives what was found.
                case CallerReply.Answered answered when answered.stoppedBy().endsWith("-limit") -> response(INCOMPLETE, null,
                        Map.of("reason", "max_output_tokens"), items(ended), UsageView.of(ended.usage()));
                case CallerReply.Answered answered when answered.filtered() -> response(INCOMPLETE, null, Map.of("reason", "content_filter"), items(ended),
                        UsageView.of(ended.usage()));
                case CallerReply.Answered ignored -> response(COMPLETED, null, null, items(ended), UsageView.of(ended.usage()));
                case CallerReply.Called ignored -> response(COMPLETED, null, null, items(ended), UsageView.of(ended.usage()));
            };
        }

        List<Item> items(CallerReply ended) {
            List<Item> items = new ArrayList<>();
            switch (ended.outcome()) {
                case CallerReply.Answered answered -> items.add(message(answered.filtered() ? INCOMPLETE : COMPLETED,
                        List.of(answered.refused() ? Part.refused(answered.text()) : Part.of(answered.text()))));
                case CallerReply.Called called -> {
                    if (called.text() != null && !called.text().isBlank()) {
                        items.add(message(COMPLETED, List.of(Part.of(called.text()))));
                    }
                    for (int i = 0; i < called.calls().size(); i++) {
                        Call call = called.calls().get(i);
                        items.add(new CallItem(new ResponseItemId(reply, i).toString(), "function_call", COMPLETED, call.id(), call.name(), call.arguments()));
                    }
                }
                case CallerReply.Failed ignored -> { }
            }
            return items;
        }

        MessageItem message(String status, List<Part> parts) {
            return new MessageItem(ResponseItemId.message(reply).toString(), "message", status, "assistant", parts);
        }

        private Response response(String status, ErrorView error, Map<String, Object> incomplete, List<Item> output, UsageView usage) {
            Fields asked = request.fields();
            return new Response(id(), "response", createdAt, status, false, error, incomplete, request.instructions(), given(asked, "max_output_tokens"),
                    request.model(), output, orTrue(asked, "parallel_tool_calls"), asked.text("previous_response_id"), nothing("effort", "summary"),
                    orTrue(asked, "store"), given(asked, "temperature"), Map.of("format", format(asked)), asked.has("tool_choice") ? asked.get("tool_choice") : "auto",
                    asked.has("tools") ? asked.get("tools") : List.of(), given(asked, "top_p"), "disabled", usage, request.user(),
                    asked.has("metadata") ? asked.get("metadata") : Map.of());
        }

        private static boolean orTrue(Fields asked, String name) {
            return !asked.has(name) || asked.flag(name);
        }

        private static Object format(Fields asked) {
            Fields text = asked.child("text");
            return text != null && text.has("format") ? text.get("format") : Map.of("type", "text");
        }

        private static JsonNode given(Fields asked, String name) {
            return asked.has(name) ? asked.get(name) : null;
        }

        private static Map<String, Object> nothing(String... names) {
            Map<String, Object> nothing = new LinkedHashMap<>();
            for (String name : names) {
                nothing.put(name, null);
            }
            return nothing;
        }
    }
}
