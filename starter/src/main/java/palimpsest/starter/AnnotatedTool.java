package palimpsest.starter;

import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.agent.tool.ToolSpecifications;
import dev.langchain4j.service.tool.DefaultToolExecutor;
import java.lang.reflect.Method;
import java.util.function.Supplier;
import org.springframework.aop.support.AopUtils;
import palimpsest.tools.spi.ContextTool;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import palimpsest.tools.spi.ToolOutcome;
import tools.jackson.databind.json.JsonMapper;

/**
 * A method with {@code @Tool} of an application's bean. What it does outside nobody here knows: a call that was cut off by a crash is not
 * run again unless a person says so, or the method says that it does no harm: {@code @Tool(metadata = "{\"idempotent\": true}")}.
 */
final class AnnotatedTool implements ContextTool {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Supplier<Object> bean;
    private final Method method;
    private final ToolSpecification specification;

    /** @param bean is asked for at the first call: it may need an agent itself */
    AnnotatedTool(Supplier<Object> bean, Method method) {
        this.bean = bean;
        this.method = method;
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
        Object target = bean.get();
        var call = ToolExecutionRequest.builder().name(name()).arguments(JSON.writeValueAsString(arguments.values())).build();
        // A proxy (security, transactions) must be called by a method that it has.
        String result = new DefaultToolExecutor(target, method, AopUtils.selectInvocableMethod(method, target.getClass()))
                .execute(call, context.conversationId().map(Object::toString).orElse(null));
        return ToolOutcome.of(ToolOutcome.result("result", result));
    }
}
