package palimpsest.agent;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An interface whose methods ask an agent, in the manner of LangChain4j's AI services. In a Spring Boot application each such interface
 * below the application's package becomes a bean.
 *
 * <p>A method returns {@link AgentAnswer}, {@code String}, {@code dev.langchain4j.service.Result<String>} or
 * {@code dev.langchain4j.service.TokenStream}. Its question is its
 * {@code @UserMessage} template, filled in from {@code @V} parameters (or by their names), or else its only parameter without another
 * meaning. {@code @MemoryId} chooses the conversation; without it each call has one of its own. {@code @SystemMessage} on the interface
 * stands after the product's system prompt. Values may hold {@code ${placeholders}}.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface PalimpsestAiService {

    /** The agent's name in the database; the interface's simple name when empty. */
    String name() default "";

    /** A model of the configuration or a {@code ChatModel} bean's name; the default model when empty. */
    String model() default "";

    /** Tokens that no request exceeds; the model's window when 0. */
    int window() default 0;

    /** Steps after which a run ends with what was found; the configured number when 0. */
    int maxSteps() default 0;

    /** Paths of files and folders that it answers from; {@code file:} may stand in front of one. */
    String[] documents() default {};
}
