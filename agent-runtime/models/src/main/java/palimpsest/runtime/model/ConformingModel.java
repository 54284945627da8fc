package palimpsest.runtime.model;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import palimpsest.memory.text.StorableText;

/**
 * A model whose requests the strictest provider takes, and whose answers can be stored and hold no reasoning. Tools have the names that they
 * were given with on this side, whatever the provider allows.
 */
public final class ConformingModel implements StreamingModel {

    /** Attribute of a message: how many characters of it can't be stored and were replaced by U+FFFD. */
    public static final String REPLACED = "palimpsest.replaced";

    private static final Logger log = LoggerFactory.getLogger(ConformingModel.class);
    /** What JSON writes for U+0000 and for surrogates; the backslash before it is not one that is escaped itself. */
    private static final Pattern ESCAPES = Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*)((?:\\\\u[0-9a-fA-F]{4})+)");
    private static final int ESCAPE = 6;

    private final ChatModel model;

    /** @param model gets requests as its provider takes them */
    public ConformingModel(ChatModel model) {
        this.model = Objects.requireNonNull(model, "model");
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        return stream(request, null);
    }

    @Override
    public ChatResponse stream(ChatRequest request, TokenListener listener) {
        ProviderRequest asSent = ProviderRequest.of(request);
        if (listener == null) {
            return proper(StreamingModel.ask(model, asSent.request(), null), asSent.names());
        }
        var shown = new Shown(listener, asSent.names());
        ChatResponse response = proper(StreamingModel.ask(model, asSent.request(), shown), asSent.names());
        shown.end();
        return response;
    }

    @Override
    public ChatRequestParameters defaultRequestParameters() {
        return model.defaultRequestParameters();
    }

    @Override
    public ModelProvider provider() {
        return model.provider();
    }

    private static ChatResponse proper(ChatResponse response, ProviderNames names) {
        AiMessage said = response.aiMessage();
        var replaced = new int[1];
        String text = ReasoningFilter.answer(said.text());
        String storable = text == null ? null : storable(text, replaced);
        List<ToolExecutionRequest> calls = said.toolExecutionRequests().stream().map(call -> proper(call, names, replaced)).toList();
        if (Objects.equals(storable, said.text()) && calls.equals(said.toolExecutionRequests())) {
            return response;
        }
        Map<String, Object> attributes = new HashMap<>(said.attributes());
        if (replaced[0] > 0) {
            log.warn("A model said {} characters that can't be stored (U+0000 or lone surrogates): U+FFFD stands in their place", replaced[0]);
            attributes.put(REPLACED, replaced[0]);
        }
        return ChatResponse.builder().aiMessage(said.toBuilder().text(storable).toolExecutionRequests(calls).attributes(attributes).build())
                .metadata(response.metadata()).build();
    }

    private static ToolExecutionRequest proper(ToolExecutionRequest call, ProviderNames names, int[] replaced) {
        String name = call.name() == null ? null : names.ours(storable(call.name(), replaced));
        String id = call.id() == null ? null : storable(call.id(), replaced);
        String arguments = call.arguments() == null ? null : escapes(storable(call.arguments(), replaced), replaced);
        return Objects.equals(name, call.name()) && Objects.equals(id, call.id()) && Objects.equals(arguments, call.arguments()) ? call
                : call.toBuilder().name(name).id(id).arguments(arguments).build();
    }

    private static String storable(String text, int[] replaced) {
        StorableText storable = StorableText.clean(text);
        replaced[0] += storable.replaced();
        return storable.value();
    }

    /** The same of characters that stand in JSON as escapes. */
    private static String escapes(String json, int[] replaced) {
        return ESCAPES.matcher(json).replaceAll(found -> {
            String escapes = found.group(2);
            var said = new StringBuilder();
            for (int i = 0; i < escapes.length(); i += ESCAPE) {
                said.append((char) Integer.parseInt(escapes.substring(i + 2, i + ESCAPE), 16));
            }
            StorableText storable = StorableText.clean(said.toString());
            if (storable.replaced() == 0) {
                return Matcher.quoteReplacement(found.group());
            }
            replaced[0] += storable.replaced();
            var mended = new StringBuilder(found.group(1));
            for (int i = 0; i < said.length(); i++) {
                boolean same = storable.value().charAt(i) == said.charAt(i);
                mended.append(same ? escapes.substring(i * ESCAPE, (i + 1) * ESCAPE) : "\\ufffd");
            }
            return Matcher.quoteReplacement(mended.toString());
        });
    }

    /** What is said, without reasoning and with our names. */
    private static final class Shown implements TokenListener {

        private final TokenListener listener;
        private final ProviderNames names;
        private ReasoningFilter filter = new ReasoningFilter();
        private boolean shown;

        Shown(TokenListener listener, ProviderNames names) {
            this.listener = listener;
            this.names = names;
        }

        @Override
        public void text(String part) {
            if (part != null) {
                show(filter.more(part));
            }
        }

        @Override
        public void arguments(int call, String tool, String part) {
            listener.arguments(call, tool == null ? null : names.ours(tool), part);
        }

        @Override
        public void again() {
            filter = new ReasoningFilter();
            shown = false;
            listener.again();
        }

        void end() {
            show(filter.end());
        }

        private void show(String text) {
            if (filter.tookBack() && shown) {
                // It was reasoning all the same: the message begins anew.
                listener.again();
            }
            if (!text.isEmpty()) {
                shown = true;
                listener.text(text.replace('\0', '\uFFFD'));
            }
        }
    }
}
