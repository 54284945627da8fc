package palimpsest.runtime.model;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import palimpsest.memory.text.Sha256;
import palimpsest.runtime.model.wire.PropertyNames;
import palimpsest.runtime.model.wire.ProviderTools;

/**
 * A request that the strictest provider takes: one system message, first; then user and assistant in turn, a user first and no assistant
 * last; nothing empty; each call with an id of its own, an allowed name and a JSON object, followed by its result; tools with allowed names
 * and schemas. A request of that form stays as it is. What is recorded is not touched.
 */
final class ProviderRequest {

    /** OpenAI takes this many. */
    static final int MOST_TOOLS = 128;
    static final String NO_RESULT = "{\"error\": \"The result of this call is missing in the history.\"}";
    static final String BEGINNING = "(The beginning of this conversation is missing.)";
    static final String GO_ON = "Go on.";
    private static final String BETWEEN = "\n\n";
    /** OpenAI takes ids of at most 40 characters. */
    private static final int LONGEST_ID = 40;
    private static final int ID_HASH = 24;

    private final RequestsSeen seen;
    private final ProviderNames names;
    private final ProviderNames properties;
    private final Set<String> renamed = new HashSet<>();
    private final List<ChatMessage> messages = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private final ChatRequest request;

    private ProviderRequest(ChatRequest given, RequestsSeen seen) {
        this.seen = seen;
        List<ToolSpecification> tools = given.toolSpecifications() == null ? List.of() : given.toolSpecifications();
        names = seen.names(toolsAndCalls(tools, given.messages()));
        properties = seen.properties(tools);
        mend(given.messages());
        boolean ownNames = !properties.differ() && tools.stream().allMatch(tool -> names.sent(tool.name()).equals(tool.name()));
        List<ToolSpecification> mendedTools = ownNames ? seen.mended(tools, this::tools) : tools(tools);
        request = messages.equals(given.messages()) && mendedTools.equals(tools) ? given : ChatRequest.builder().messages(messages)
                .parameters(given.parameters().overrideWith(ChatRequestParameters.builder().toolSpecifications(mendedTools).build())).build();
    }

    static ProviderRequest of(ChatRequest given) {
        return of(given, new RequestsSeen());
    }

    /** @param seen of requests to the same model */
    static ProviderRequest of(ChatRequest given, RequestsSeen seen) {
        return new ProviderRequest(given, seen);
    }

    /** As it is to be sent. */
    ChatRequest request() {
        return request;
    }

    /** The names of the tools as they are sent, and back. */
    ProviderNames names() {
        return names;
    }

    /** The arguments of a call with the names that the tool gave its properties. */
    String arguments(String asSaid) {
        return properties.differ() ? PropertyNames.inArguments(asSaid, properties::ours) : asSaid;
    }

    /** Whether the model knows properties of this tool, by its name as sent, under other names than the tool does. */
    boolean hasOtherProperties(String tool) {
        return renamed.contains(tool);
    }

    /** The names of the tools, then those of calls of others, each once. */
    private static List<String> toolsAndCalls(List<ToolSpecification> tools, List<ChatMessage> messages) {
        Set<String> names = new LinkedHashSet<>();
        tools.forEach(tool -> names.add(tool.name()));
        for (ChatMessage message : messages) {
            if (message instanceof AiMessage said) {
                said.toolExecutionRequests().forEach(call -> names.add(name(call)));
            }
        }
        return List.copyOf(names);
    }

    private static String name(ToolExecutionRequest call) {
        return call.name() == null ? "" : call.name();
    }

    private List<ToolSpecification> tools(List<ToolSpecification> tools) {
        Map<String, ToolSpecification> byName = new LinkedHashMap<>();
        tools.forEach(tool -> {
            byName.putIfAbsent(tool.name(), ProviderTools.mended(tool, names.sent(tool.name()), properties::sent));
            if (properties.differ() && ProviderTools.properties(tool).stream().anyMatch(property -> !properties.sent(property).equals(property))) {
                renamed.add(names.sent(tool.name()));
            }
        });
        return List.copyOf(byName.values());
    }

    // --- messages

    private void mend(List<ChatMessage> given) {
        system(given);
        List<ChatMessage> others = given.stream().filter(message -> !(message instanceof SystemMessage)).toList();
        int at = 0;
        while (at < others.size()) {
            int next = at + 1;
            switch (others.get(at)) {
                case UserMessage user -> user(user);
                case AiMessage said -> {
                    while (next < others.size() && others.get(next) instanceof ToolExecutionResultMessage) {
                        next++;
                    }
                    assistant(said, results(others.subList(at + 1, next)));
                }
                // A result without a call, which every provider refuses.
                case ToolExecutionResultMessage ignored -> { }
                case ChatMessage other -> messages.add(other);
            }
            at = next;
        }
        if (messages.isEmpty() || messages.getLast() instanceof SystemMessage) {
            messages.add(UserMessage.from(BEGINNING));
        } else if (messages.getLast() instanceof AiMessage) {
            messages.add(UserMessage.from(GO_ON));
        }
    }

    private void system(List<ChatMessage> given) {
        List<SystemMessage> systems = given.stream().filter(SystemMessage.class::isInstance).map(SystemMessage.class::cast)
                .filter(system -> !system.text().isBlank()).toList();
        if (systems.size() == 1) {
            messages.add(systems.getFirst());
        } else if (!systems.isEmpty()) {
            messages.add(SystemMessage.from(String.join(BETWEEN, systems.stream().map(SystemMessage::text).toList())));
        }
    }

    private void user(UserMessage user) {
        if (!user.hasSingleText()) {
            messages.add(user);
        } else if (!user.singleText().isBlank()) {
            if (!messages.isEmpty() && messages.getLast() instanceof UserMessage before && before.hasSingleText()) {
                messages.removeLast();
                messages.add(UserMessage.from(before.singleText() + BETWEEN + user.singleText()));
            } else {
                messages.add(user);
            }
        }
    }

    private static List<ToolExecutionResultMessage> results(List<ChatMessage> following) {
        return following.stream().map(ToolExecutionResultMessage.class::cast).toList();
    }

    private void assistant(AiMessage said, List<ToolExecutionResultMessage> results) {
        boolean silent = said.text() == null || said.text().isBlank();
        if (silent && !said.hasToolExecutionRequests()) {
            return;
        }
        if (messages.isEmpty() || messages.getLast() instanceof SystemMessage) {
            messages.add(UserMessage.from(BEGINNING));
        }
        List<ToolExecutionRequest> calls = new ArrayList<>(said.toolExecutionRequests().size());
        said.toolExecutionRequests().forEach(call -> calls.add(mended(call)));
        AiMessage mended = calls.equals(said.toolExecutionRequests()) ? said : said.toBuilder().toolExecutionRequests(calls).build();
        if (messages.getLast() instanceof AiMessage before) {
            messages.removeLast();
            mended = mended.toBuilder().text(silent ? before.text() : before.text() + BETWEEN + said.text()).build();
        }
        messages.add(mended);
        answer(said.toolExecutionRequests(), calls, results);
    }

    /** Each call gets one result: the first of its id, or an error. */
    private void answer(List<ToolExecutionRequest> given, List<ToolExecutionRequest> calls, List<ToolExecutionResultMessage> results) {
        if (areInTurn(given, results)) {
            for (int i = 0; i < calls.size(); i++) {
                messages.add(named(results.get(i), calls.get(i)));
            }
            return;
        }
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            open.add(i);
        }
        for (ToolExecutionResultMessage result : results) {
            open.stream().filter(call -> matches(result.id(), given.get(call).id())).findFirst().ifPresent(call -> {
                open.remove(call);
                messages.add(named(result, calls.get(call)));
            });
        }
        open.forEach(call -> messages.add(ToolExecutionResultMessage.from(calls.get(call), NO_RESULT)));
    }

    /** As nearly all are: one result for each call, in the order of the calls. */
    private static boolean areInTurn(List<ToolExecutionRequest> given, List<ToolExecutionResultMessage> results) {
        if (given.size() != results.size()) {
            return false;
        }
        for (int i = 0; i < given.size(); i++) {
            if (!matches(results.get(i).id(), given.get(i).id())) {
                return false;
            }
        }
        return true;
    }

    private static boolean matches(String resultId, String callId) {
        return resultId == null || resultId.isBlank() ? callId == null || callId.isBlank() : resultId.equals(callId);
    }

    private static ToolExecutionResultMessage named(ToolExecutionResultMessage result, ToolExecutionRequest call) {
        return call.id().equals(result.id()) && call.name().equals(result.toolName()) ? result
                : result.toBuilder().id(call.id()).toolName(call.name()).build();
    }

    private ToolExecutionRequest mended(ToolExecutionRequest call) {
        String id = id(call.id() == null ? "" : call.id());
        String name = names.sent(name(call));
        String arguments = seen.object(call.arguments());
        if (properties.differ()) {
            arguments = PropertyNames.inArguments(arguments, properties::sent);
        }
        return id.equals(call.id()) && name.equals(call.name()) && arguments.equals(call.arguments()) ? call
                : call.toBuilder().id(id).name(name).arguments(arguments).build();
    }

    private static boolean isAllowed(String id) {
        if (id.isEmpty() || id.length() > LONGEST_ID) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            if (!isAllowed(id.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAllowed(int character) {
        return character >= 'a' && character <= 'z' || character >= 'A' && character <= 'Z' || character >= '0' && character <= '9' || character == '_' || character == '-';
    }

    /** The same for the same history, so that a provider's cache holds. */
    private String id(String given) {
        String id = given;
        for (int again = 0; !isAllowed(id) || !ids.add(id); again++) {
            id = "call_" + Sha256.hex(given + "#" + again).substring(0, ID_HASH);
        }
        return id;
    }
}
