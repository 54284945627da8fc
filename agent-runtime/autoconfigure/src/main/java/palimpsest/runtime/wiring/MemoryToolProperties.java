package palimpsest.runtime.wiring;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Files under {@code /memories}.
 *
 * @param maxFileCharacters of one file
 * @param maxFiles          of one owner
 */
@ConfigurationProperties("palimpsest.memory-tool")
public record MemoryToolProperties(@DefaultValue("100000") int maxFileCharacters, @DefaultValue("500") int maxFiles) {}
