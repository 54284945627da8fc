package palimpsest.runtime.wiring;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Domain packs (docs/packs.md).
 *
 * @param directory directories with a pack each, besides those that are shipped
 * @param law       name of the pack whose law tools all agents are offered; none when not set
 * @param agents    the same for agents by name, in place of the above; {@code none} for none
 */
@ConfigurationProperties("palimpsest.packs")
public record PackProperties(@DefaultValue List<Path> directory, String law, @DefaultValue Map<String, String> agents) {}
