package palimpsest.runtime.wiring;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.ClassUtils;
import palimpsest.memory.conversation.ConversationStore;
import palimpsest.memory.embed.Embedder;
import palimpsest.memory.embed.EmbeddingModels;
import palimpsest.memory.pack.Pack;
import palimpsest.memory.pack.PackException;
import palimpsest.memory.pack.PackLibrary;
import palimpsest.memory.pack.PackReader;
import palimpsest.memory.pack.law.Analysis;
import palimpsest.memory.pack.law.HybridTextIndex.Meaning;
import palimpsest.memory.verified.MemoryOwner;
import palimpsest.memory.verified.VerifiedMemory;
import palimpsest.runtime.conversation.AgentPacks;
import palimpsest.runtime.verify.procedure.DocumentCheck;
import palimpsest.runtime.verify.procedure.ProcedureCheck;
import palimpsest.runtime.verify.procedure.ProvisionCheck;
import palimpsest.tools.law.LawMemory;
import palimpsest.tools.law.LawTools;

/** Domain packs: read at the start, given to agents by name. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PackProperties.class)
public class PackConfiguration {

    private static final Executor BACKGROUND = task -> Thread.ofVirtual().name("packs").start(task);

    @Bean
    AgentPacks agentPacks(PackProperties properties, Embedder embedder, PalimpsestProperties runtime, ConversationStore conversations) {
        Map<String, Pack> known = new TreeMap<>();
        for (Path directory : properties.directory()) {
            Pack pack = read(directory);
            if (known.put(pack.name(), pack) != null) {
                throw new ConfigurationMistake("palimpsest.packs.directory: two packs are named " + pack.name() + ". Give one of them another name in its pack.yaml.");
            }
        }
        Function<Pack, Meaning> meaning = pack -> runtime.embedding().enabled() ? meaning(pack, embedder) : Meaning.NONE;
        Map<String, PackLibrary> used = new LinkedHashMap<>();
        if (properties.law() != null) {
            use(properties.law(), "palimpsest.packs.law", known, used, meaning);
        }
        properties.agents().forEach((agent, pack) -> use(pack, "palimpsest.packs.agents." + agent, known, used, meaning));
        return new AgentPacks(used, properties.law() == null ? AgentPacks.NONE : properties.law(), properties.agents(), conversations);
    }

    private static Pack read(Path directory) {
        try {
            return PackReader.read(directory);
        } catch (PackException e) {
            throw new ConfigurationMistake("palimpsest.packs.directory: " + e.getMessage());
        }
    }

    /** By the shipped model of the pack's language where that is there, or else by the configured one. */
    private static Meaning meaning(Pack pack, Embedder configured) {
        boolean english = configured.usual().id().equals(EmbeddingModels.BGE_SMALL_EN);
        boolean other = pack.language() == Analysis.CJK && english && ClassUtils.isPresent(StorageConfiguration.CHINESE_MODEL, PackConfiguration.class.getClassLoader());
        Embedder embedder = other ? EmbeddingModels.byId(EmbeddingModels.BGE_SMALL_ZH) : configured.usual();
        return new Meaning(embedder::passages, embedder::query, BACKGROUND);
    }

    private static void use(String name, String property, Map<String, Pack> known, Map<String, PackLibrary> used, Function<Pack, Meaning> meaning) {
        if (!name.equals(AgentPacks.NONE) && !used.containsKey(name)) {
            Pack pack = Optional.ofNullable(known.get(name)).or(() -> PackReader.shipped(name)).orElseThrow(() -> new ConfigurationMistake(property
                    + ": there is no pack named " + name + ". Shipped are zumbrelia, laboratory and criminal-trial-cn; read from directories: " + (known.isEmpty() ? "none" : String.join(", ", known.keySet()))
                    + ". Name the directory of yours in palimpsest.packs.directory."));
            used.put(name, new PackLibrary(pack, meaning.apply(pack)));
        }
    }

    /** Knowledge is the agent's, over its conversations; facts belong to one conversation. */
    @Bean
    LawToolSet lawToolSet(AgentPacks packs, VerifiedMemory memory, ConversationStore conversations) {
        if (!packs.any()) {
            return LawToolSet.NONE;
        }
        var kept = new LawMemory(memory, (tenant, conversation) -> MemoryOwner.agent(conversations.findConversation(tenant, conversation).orElseThrow().agentId()));
        return new LawToolSet(LawTools.of((tenant, conversation) -> conversation.flatMap(id -> packs.of(tenant, id)), kept),
                agent -> packs.of(agent).map(library -> LawTools.names(library.pack())).orElse(List.of()));
    }

    @Bean
    DocumentCheck documentCheck(AgentPacks packs) {
        return new DocumentCheck(packs::of);
    }

    @Bean
    ProvisionCheck provisionCheck(AgentPacks packs) {
        return new ProvisionCheck(packs::of);
    }

    @Bean
    ProcedureCheck procedureCheck(AgentPacks packs) {
        return new ProcedureCheck(packs::of);
    }
}
