package palimpsest.tools.finish;

import static palimpsest.tools.spi.ToolOutcome.result;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import palimpsest.tools.spi.Effect.Finished;
import palimpsest.tools.spi.ToolArguments;
import palimpsest.tools.spi.ToolContext;
import palimpsest.tools.spi.ToolOutcome;
import palimpsest.tools.spi.WindowTool;

/** {@code finish}: gives the answer and ends the run (StateLM). */
public final class Finish implements WindowTool {

    @Override
    public ToolSpecification specification() {
        return ToolSpecification.builder()
                .name("finish")
                .description("Gives the final answer and ends the work on the question.")
                .parameters(JsonObjectSchema.builder()
                        .addStringProperty("answer", "The final answer, short, with quotes and chunk ids where they help.")
                        .required("answer")
                        .build())
                .build();
    }

    @Override
    public ToolOutcome execute(ToolArguments arguments, ToolContext context) {
        String answer = arguments.text("answer").filter(text -> !text.isBlank()).orElse("No final answer provided.");
        return ToolOutcome.of(result("final_answer", answer), new Finished(answer));
    }
}
