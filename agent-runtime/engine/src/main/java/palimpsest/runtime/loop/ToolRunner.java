package palimpsest.runtime.loop;

import java.util.LinkedHashMap;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import palimpsest.runtime.event.MessageEvent.Call;
import palimpsest.tools.ContextTools;
import palimpsest.tools.spi.InvalidArgument;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import palimpsest.tools.spi.ToolOutcome;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Runs a call as a model wrote it. Whatever goes wrong becomes an error result that tells the model what to do instead. */
final class ToolRunner {

    private static final Logger log = LoggerFactory.getLogger(ToolRunner.class);

    private final ContextTools tools;
    private final JsonMapper json = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
    private final JsonMapper exact = json.rebuild().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    ToolRunner(ContextTools tools) {
        this.tools = tools;
    }

    ToolOutcome run(Call call, List<String> offered, ToolContext context) {
        var tool = tools.find(call.name()).filter(found -> offered.contains(found.name()));
        if (tool.isEmpty()) {
            return ToolOutcome.error("Tool '" + call.name() + "' not found. Available tools: " + String.join(", ", offered) + ".");
        }
        try {
            return tool.get().execute(arguments(call, tool.get().exactNumbers() ? exact : json), context);
        } catch (InvalidArgument e) {
            return ToolOutcome.error(e.getMessage());
        } catch (RuntimeException e) {
            if (DatabaseOutage.causedBy(e)) {
                throw e;
            }
            log.error("Tool {} (call {}) failed with arguments of {} characters", call.name(), call.id(), call.arguments().length(), e);
            return ToolOutcome.error(call.name() + " failed inside the runtime. Try it once more with other arguments, or go on without it.");
        }
    }

    private static ToolArguments arguments(Call call, JsonMapper json) {
        if (call.arguments() == null || call.arguments().isBlank()) {
            return new ToolArguments(new LinkedHashMap<>());
        }
        try {
            var values = json.readValue(call.arguments(), new TypeReference<LinkedHashMap<String, Object>>() {});
            return new ToolArguments(values == null ? new LinkedHashMap<>() : values);
        } catch (JacksonException e) {
            throw new InvalidArgument("The arguments of " + call.name() + " are not one JSON object. Call it again with valid JSON, for example {}, "
                    + "and escape quotes and line ends inside texts.");
        }
    }
}
