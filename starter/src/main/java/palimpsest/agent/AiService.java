package palimpsest.agent;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.input.PromptTemplate;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.Result;
import dev.langchain4j.service.SystemMessage;
import dev.langchain4j.service.TokenStream;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.V;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import palimpsest.runtime.answer.Citation;

/** Makes an object of an interface that is annotated with {@link PalimpsestAiService}. */
public final class AiService implements InvocationHandler {

    private final PalimpsestAgent agent;
    private final Class<?> type;
    private final UnaryOperator<String> placeholders;

    private AiService(PalimpsestAgent agent, Class<?> type, UnaryOperator<String> placeholders) {
        this.agent = agent;
        this.type = type;
        this.placeholders = placeholders;
    }

    /**
     * @param builder      for the agent behind it
     * @param placeholders fills in what annotations leave open
     * @throws IllegalArgumentException when a method can't be served; the message says why
     */
    public static <T> T of(Class<T> type, PalimpsestAgent.Builder builder, UnaryOperator<String> placeholders) {
        Stream.of(type.getMethods()).filter(method -> Modifier.isAbstract(method.getModifiers())).forEach(AiService::check);
        var service = new AiService(built(type, builder, placeholders), type, placeholders);
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, service));
    }

    private static PalimpsestAgent built(Class<?> type, PalimpsestAgent.Builder builder, UnaryOperator<String> placeholders) {
        var declared = type.getAnnotation(PalimpsestAiService.class);
        builder.name(declared.name().isEmpty() ? type.getSimpleName() : placeholders.apply(declared.name()));
        if (!declared.model().isEmpty()) {
            builder.model(placeholders.apply(declared.model()));
        }
        if (declared.window() > 0) {
            builder.window(declared.window());
        }
        if (declared.maxSteps() > 0) {
            builder.maxSteps(declared.maxSteps());
        }
        if (type.isAnnotationPresent(SystemMessage.class)) {
            var message = type.getAnnotation(SystemMessage.class);
            builder.systemMessage(placeholders.apply(String.join(message.delimiter(), message.value())));
        }
        return builder.documents(Stream.of(declared.documents()).map(placeholders).map(AiService::path).toArray(Path[]::new)).build();
    }

    /** As Spring writes it, too: {@code file:docs/rules.md}. */
    private static Path path(String location) {
        if (location.startsWith("classpath:") || location.startsWith("classpath*:")) {
            throw new IllegalArgumentException("documents: " + location + " is no path. Name a file or a folder, or read the resource's text with PalimpsestAgent.read(name, text).");
        }
        return location.startsWith("file:///") ? Path.of(URI.create(location)) : Path.of(location.startsWith("file:") ? location.substring("file:".length()) : location);
    }

    private static void check(Method method) {
        String name = method.getDeclaringClass().getSimpleName() + "." + method.getName();
        Class<?> returned = method.getReturnType();
        if (returned != String.class && returned != AgentAnswer.class && returned != TokenStream.class && !method.getGenericReturnType().getTypeName().equals(Result.class.getName()
                + "<java.lang.String>")) {
            throw new IllegalArgumentException(name + " must return AgentAnswer, String, Result<String> or TokenStream.");
        }
        if (method.isAnnotationPresent(SystemMessage.class)) {
            throw new IllegalArgumentException(name + ": @SystemMessage belongs on the interface: an agent has one.");
        }
        long questions = Stream.of(method.getParameters()).filter(AiService::isQuestion).count();
        if (!method.isAnnotationPresent(UserMessage.class) && questions != 1) {
            throw new IllegalArgumentException(name + " needs one parameter that is the question, or @UserMessage with a template.");
        }
    }

    private static boolean isQuestion(Parameter parameter) {
        return parameter.isAnnotationPresent(UserMessage.class)
                || !parameter.isAnnotationPresent(MemoryId.class) && !parameter.isAnnotationPresent(V.class);
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return ofObject(proxy, method, arguments);
        }
        if (method.isDefault()) {
            return InvocationHandler.invokeDefault(proxy, method, arguments);
        }
        Object memoryId = null;
        Map<String, Object> values = new HashMap<>();
        Parameter[] parameters = method.getParameters();
        for (int at = 0; at < parameters.length; at++) {
            if (parameters[at].isAnnotationPresent(MemoryId.class)) {
                memoryId = arguments[at];
            }
            V named = parameters[at].getAnnotation(V.class);
            values.put(named == null ? parameters[at].getName() : named.value(), arguments[at]);
            if (isQuestion(parameters[at])) {
                values.put("it", arguments[at]);
            }
        }
        String question = question(method, values);
        if (method.getReturnType() == TokenStream.class) {
            Object conversation = memoryId == null ? UUID.randomUUID() : memoryId;
            return new AgentTokenStream(listener -> agent.start(conversation, question, listener));
        }
        return returned(method, ask(memoryId, question));
    }

    private Object ofObject(Object proxy, Method method, Object[] arguments) throws IllegalAccessException, InvocationTargetException {
        return switch (method.getName()) {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> type.getSimpleName() + " (agent " + agent.name() + ")";
        };
    }

    private AgentAnswer ask(Object memoryId, String question) {
        return memoryId == null ? agent.ask(question) : agent.ask(memoryId, question);
    }

    private String question(Method method, Map<String, Object> values) {
        var template = method.getAnnotation(UserMessage.class);
        return template == null ? String.valueOf(values.get("it"))
                : PromptTemplate.from(placeholders.apply(String.join(template.delimiter(), template.value()))).apply(values).text();
    }

    private static Object returned(Method method, AgentAnswer answer) {
        if (method.getReturnType() == String.class) {
            return answer.text();
        }
        return method.getReturnType() == AgentAnswer.class ? answer
                : Result.<String>builder().content(answer.text()).sources(sources(answer)).tokenUsage(tokenUsage(answer)).finishReason(finishReason(answer))
                        .toolExecutions(answer.toolCalls().stream().map(AgentTokenStream::execution).toList()).finalResponse(AgentTokenStream.response(answer)).build();
    }

    static List<Content> sources(AgentAnswer answer) {
        return answer.citations().stream().map(AiService::source).toList();
    }

    static TokenUsage tokenUsage(AgentAnswer answer) {
        return new TokenUsage(answer.usage().inputTokens(), answer.usage().outputTokens());
    }

    /** {@code LENGTH} where a limit of the run cut it short, as LangChain4j has it for a limit of the model. */
    static FinishReason finishReason(AgentAnswer answer) {
        String stoppedBy = answer.result().stoppedBy();
        return stoppedBy.endsWith("-limit") ? FinishReason.LENGTH
                : switch (stoppedBy) {
                    case "finish", "text" -> FinishReason.STOP;
                    default -> FinishReason.OTHER;
                };
    }

    private static Content source(Citation citation) {
        var metadata = Metadata.from(Map.of("kind", citation.kind(), "document", citation.document(), "start", citation.start(), "end", citation.end()));
        if (citation.documentId() != null) {
            metadata.put("document_id", citation.documentId().toString());
        }
        return Content.from(TextSegment.from(citation.quote(), metadata));
    }
}
