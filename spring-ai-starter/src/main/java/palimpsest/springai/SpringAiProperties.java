package palimpsest.springai;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Palimpsest in Spring AI.
 *
 * @param enabled     whether there are any beans of it
 * @param user        whose memory it is where Spring Security knows of no one
 * @param collection  of the vector store
 * @param memoryLimit items that the advisor puts in front of a call, 1 to 200
 */
@ConfigurationProperties("palimpsest.spring-ai")
public record SpringAiProperties(@DefaultValue("true") boolean enabled, @DefaultValue("default") String user, @DefaultValue("default") String collection,
                                 @DefaultValue("8") int memoryLimit) {

    public SpringAiProperties {
        if (memoryLimit < 1 || memoryLimit > 200) {
            throw new IllegalArgumentException("palimpsest.spring-ai.memory-limit must be 1 to 200, but is " + memoryLimit + ".");
        }
    }
}
