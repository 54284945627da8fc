package palimpsest.runtime.verify.deep;

import dev.langchain4j.agent.tool.ToolSpecification;
import java.util.function.BiFunction;
import palimpsest.tools.spi.ToolArguments;

/**
 * What the inner agent may call.
 *
 * @param work gives the result as text; it throws {@link palimpsest.tools.spi.InvalidArgument} for arguments that it can't work with
 */
record VerifyTool(ToolSpecification specification, BiFunction<ToolArguments, Exploration, String> work) {

    String name() {
        return specification.name();
    }
}
