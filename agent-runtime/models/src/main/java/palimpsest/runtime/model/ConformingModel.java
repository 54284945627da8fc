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
import java.util.Set;
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
    private static final Set<ModelProvider> LIMITED = Set.of(ModelProvider.OPEN_AI, ModelProvider.AZURE_OPEN_AI);

    private final ChatModel model;
    private final RequestsSeen seen = new RequestsSeen();

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
        ProviderRequest asSent = asSent(request);
        if (listener == null) {
            return proper(StreamingModel.ask(model, asSent.request(), null), asSent);
        }
        var shown = new Shown(listener, asSent);
        ChatResponse response = proper(StreamingModel.ask(model, asSent.request(), shown), asSent);
        shown.end(response.aiMessage().hasToolExecutionRequests());
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

    private ProviderRequest asSent(ChatRequest request) {
        int tools = request.toolSpecifications() == null ? 0 : request.toolSpecifications().size();
        if (tools > ProviderRequest.MOST_TOOLS && LIMITED.contains(model.provider())) {
            throw new ModelFailure(ModelFailure.Kind.BAD_REQUEST, "The request has " + tools + " tools, and providers of OpenAI's interface take "
                    + ProviderRequest.MOST_TOOLS + " at most: give the agent fewer tools, or name under palimpsest.mcp.servers which tools of a server are offered",
                    null, null);
        }
        return ProviderRequest.of(request, seen);
    }

    private static ChatResponse proper(ChatResponse response, ProviderRequest asSent) {
        AiMessage said = withCallsRead(response.aiMessage(), asSent);
        var replaced = new int[1];
        String text = said.text();
        String storable = text == null ? null : storable(text, replaced);
        List<ToolExecutionRequest> calls = said.toolExecutionRequests().stream().map(call -> proper(call, asSent, replaced)).toList();
        if (Objects.equals(storable, response.aiMessage().text()) && calls.equals(response.aiMessage().toolExecutionRequests())) {
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

    /** Without reasoning, and with the calls that it has as text. */
    private static AiMessage withCallsRead(AiMessage said, ProviderRequest asSent) {
        String text = ReasoningFilter.answer(said.text());
        WrittenCalls written = said.hasToolExecutionRequests() ? null : WrittenCalls.in(text, asSent.request());
        if (written != null) {
            return said.toBuilder().text(written.text()).toolExecutionRequests(written.calls()).build();
        }
        return Objects.equals(text, said.text()) ? said : said.toBuilder().text(text).build();
    }

    private static ToolExecutionRequest proper(ToolExecutionRequest call, ProviderRequest asSent, int[] replaced) {
        String name = call.name() == null ? null : asSent.names().ours(storable(call.name(), replaced));
        String id = call.id() == null ? null : storable(call.id(), replaced);
        String arguments = call.arguments() == null ? null : asSent.arguments(storableJson(call.arguments(), replaced));
        return Objects.equals(name, call.name()) && Objects.equals(id, call.id()) && Objects.equals(arguments, call.arguments()) ? call
                : call.toBuilder().name(name).id(id).arguments(arguments).build();
    }

    private static String storable(String text, int[] replaced) {
        StorableText storable = StorableText.clean(text);
        replaced[0] += storable.replaced();
        return storable.value();
    }

    private static String storableJson(String json, int[] replaced) {
        StorableText storable = StorableText.cleanJson(json);
        replaced[0] += storable.replaced();
        return storable.value();
    }

    /** What is said, without reasoning and calls that stand in the text, and with our names. */
    private static final class Shown implements TokenListener {

        private final TokenListener listener;
        private final ProviderRequest asSent;
        private ReasoningFilter filter = new ReasoningFilter();
        private WrittenCalls.Holder holder;
        private boolean shown;

        Shown(TokenListener listener, ProviderRequest asSent) {
            this.listener = listener;
            this.asSent = asSent;
            this.holder = new WrittenCalls.Holder(asSent.request().toolSpecifications());
        }

        @Override
        public void text(String part) {
            if (part != null) {
                show(filter.more(part));
            }
        }

        @Override
        public void arguments(int call, String tool, String part) {
            // Half of a JSON text can't be read: with other names in it, the call is shown once it is whole.
            if (tool == null || !asSent.hasOtherProperties(tool)) {
                listener.arguments(call, tool == null ? null : asSent.names().ours(tool), part);
            }
        }

        @Override
        public void again() {
            filter = new ReasoningFilter();
            holder = new WrittenCalls.Holder(asSent.request().toolSpecifications());
            shown = false;
            listener.again();
        }

        /** @param calls whether the message has calls: what was held back is one of them then */
        void end(boolean calls) {
            show(filter.end());
            if (!calls) {
                tell(holder.held());
            }
        }

        private void show(String text) {
            if (filter.tookBack()) {
                holder = new WrittenCalls.Holder(asSent.request().toolSpecifications());
                if (shown) {
                    // It was reasoning all the same: the message begins anew.
                    listener.again();
                }
            }
            tell(holder.more(text));
        }

        private void tell(String text) {
            if (!text.isEmpty()) {
                shown = true;
                listener.text(text.replace('\0', '\uFFFD'));
            }
        }
    }
}
