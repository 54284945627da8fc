package palimpsest.starter;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What of Palimpsest an application takes in (docs/embedding.md).
 *
 * @param enabled    whether there is anything of it at all
 * @param aiServices beans of interfaces with {@code @PalimpsestAiService}
 * @param beanTools  methods with {@code @Tool} of the application's beans as tools of agents
 * @param reranking  QRRanker, where its libraries are on the class path
 * @param metaMemory learned rules, feedback and memory files
 * @param packs      law tools and their packs
 * @param histories  export, import and retention of histories
 */
@ConfigurationProperties("palimpsest")
record PalimpsestSwitches(@DefaultValue("true") boolean enabled, @DefaultValue Switch aiServices, @DefaultValue Switch beanTools, @DefaultValue Switch reranking,
                          @DefaultValue LongTerm longTermMemory, @DefaultValue Switch metaMemory, @DefaultValue Verify verify, @DefaultValue Switch packs,
                          @DefaultValue Mcp mcp, @DefaultValue Switch histories) {

    /** @param enabled whether this part is there */
    record Switch(@DefaultValue("true") boolean enabled) {}

    /** @param enabled whether there is long-term memory; {@code palimpsest.memory.enabled} says whether conversations go into it */
    record LongTerm(@DefaultValue("true") boolean enabled) {}

    /** @param enabled whether what agents explore, note and answer is verified */
    record Verify(@DefaultValue("true") boolean enabled) {}

    /** @param enabled whether tools of MCP servers are used, where LangChain4j's MCP client is on the class path */
    record Mcp(@DefaultValue("true") boolean enabled) {}
}
