package palimpsest.starter;

import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.agent.tool.ToolSpecifications;
import dev.langchain4j.exception.ToolArgumentsException;
import dev.langchain4j.invocation.InvocationContext;
import dev.langchain4j.service.tool.DefaultToolExecutor;
import java.lang.reflect.Method;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.support.AopUtils;
import palimpsest.agent.CallerContexts;
import palimpsest.tools.spi.ContextTool;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import palimpsest.tools.spi.ToolOutcome;
import tools.jackson.databind.json.JsonMapper;

/**
 * A method with {@code @Tool} of an application's bean, called with the context of whoever waits for the answer. What it does outside nobody
 * here knows: a call that was cut off by a crash is not run again unless a person says so, or the method says that it does no harm:
 * {@code @Tool(metadata = "{\"idempotent\": true}")}.
 */
final class AnnotatedTool implements ContextTool {

    private static final Logger log = LoggerFactory.getLogger(AnnotatedTool.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Supplier<Object> bean;
    private final Method method;
    private final CallerContexts callers;
    private final ToolSpecification specification;

    /** @param bean is asked for at the first call: it may need an agent itself */
    AnnotatedTool(Supplier<Object> bean, Method method, CallerContexts callers) {
        this.bean = bean;
        this.method = method;
        this.callers = callers;
        this.specification = ToolSpecifications.toolSpecificationFrom(method);
    }

    @Override
    public ToolSpecification specification() {
        return specification;
    }

    @Override
    public boolean idempotent() {
        return JSON.readTree(method.getAnnotation(Tool.class).metadata()).path("idempotent").asBoolean(false);
    }

    @Override
    public ToolOutcome execute(ToolArguments arguments, ToolContext context) {
        UUID conversation = context.conversationId().orElse(null);
        var call = ToolExecutionRequest.builder().name(name()).arguments(JSON.writeValueAsString(arguments.values())).build();
        try {
            return ToolOutcome.of(ToolOutcome.result("result", callers.asCaller(conversation, () -> call(call, conversation))));
        } catch (ToolArgumentsException e) {
            return ToolOutcome.error("The arguments of " + name() + " do not fit: " + reason(e) + ". Call it again with others.");
        } catch (RuntimeException e) {
            // What a tool of the application throws is the application's: its log has it in full, the model its message.
            log.warn("Tool {} ({}.{}) failed in conversation {}", name(), method.getDeclaringClass().getSimpleName(), method.getName(), conversation,
                    e.getCause() == null ? e : e.getCause());
            return ToolOutcome.error(reason(e));
        }
    }

    private String call(ToolExecutionRequest call, UUID conversation) {
        Object target = bean.get();
        // A proxy (security, transactions) must be called by a method that it has.
        return DefaultToolExecutor.builder().object(target).originalMethod(method).methodToInvoke(AopUtils.selectInvocableMethod(method, target.getClass()))
                .wrapToolArgumentsExceptions(true).propagateToolExecutionExceptions(true).build()
                .executeWithContext(call, InvocationContext.builder().chatMemoryId(conversation == null ? "default" : conversation.toString()).build()).resultText();
    }

    @Override
    public String toString() {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName() + " with @Tool";
    }

    private static String reason(Throwable thrown) {
        Throwable cause = thrown.getCause() == null ? thrown : thrown.getCause();
        return cause.getMessage() == null || cause.getMessage().isBlank() ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
