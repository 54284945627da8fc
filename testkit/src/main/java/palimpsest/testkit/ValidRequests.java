package palimpsest.testkit;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.internal.JsonSchemaElementUtils;
import dev.langchain4j.model.chat.request.ChatRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails every test whose model got a request that a provider would refuse. JUnit finds it by itself: it asks each {@link ScriptedModelServer}
 * after each test. A model in a test's own process asks {@link #check}.
 */
public final class ValidRequests implements AfterEachCallback {

    @Override
    public void afterEach(ExtensionContext context) {
        List<String> violations = ScriptedModelServer.open().stream().flatMap(server -> server.violations().stream()).toList();
        if (!violations.isEmpty()) {
            throw new AssertionError("Requests that a provider refuses:\n" + String.join("\n", violations));
        }
    }

    /** @throws AssertionError when a provider would refuse the request */
    public static void check(ChatRequest request) {
        var body = Json.object("model", "in-process", "messages", request.messages().stream().map(ValidRequests::message).toList());
        if (request.toolSpecifications() != null && !request.toolSpecifications().isEmpty()) {
            body.put("tools", request.toolSpecifications().stream().map(ValidRequests::tool).toList());
        }
        List<String> problems = RequestRules.problems(Dialect.OPENAI, Json.parse(Json.write(body)));
        if (!problems.isEmpty()) {
            throw new AssertionError("A request that a provider refuses: " + String.join("; ", problems));
        }
    }

    private static Map<String, Object> message(ChatMessage message) {
        return switch (message) {
            case SystemMessage system -> Json.object("role", "system", "content", system.text());
            case UserMessage user -> Json.object("role", "user", "content", user.hasSingleText() ? user.singleText() : "(not text)");
            case ToolExecutionResultMessage result -> Json.object("role", "tool", "tool_call_id", result.id(), "content", result.text());
            case AiMessage said -> {
                var json = Json.object("role", "assistant", "content", said.text());
                if (said.hasToolExecutionRequests()) {
                    json.put("tool_calls", said.toolExecutionRequests().stream().map(call -> Json.object("id", call.id(), "type", "function",
                            "function", Json.object("name", call.name(), "arguments", call.arguments()))).toList());
                }
                yield json;
            }
            default -> throw new AssertionError("No provider takes a message of type " + message.type());
        };
    }

    private static Map<String, Object> tool(ToolSpecification tool) {
        Map<String, Object> parameters = new LinkedHashMap<>(Map.of("type", "object"));
        if (tool.parameters() != null) {
            parameters.putAll(JsonSchemaElementUtils.toMap(tool.parameters()));
        }
        var function = Json.object("name", tool.name(), "parameters", parameters);
        if (tool.description() != null) {
            function.put("description", tool.description());
        }
        return Json.object("type", "function", "function", function);
    }
}
