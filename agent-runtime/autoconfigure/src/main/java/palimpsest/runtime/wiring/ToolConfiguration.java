package palimpsest.runtime.wiring;

import dev.langchain4j.agent.tool.ToolSpecification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.gate.BaselineGates;
import palimpsest.memory.gate.MemoryGate;
import palimpsest.memory.longterm.LongTermMemory;
import palimpsest.memory.note.NoteStore;
import palimpsest.memory.retrieve.PassageSearch;
import palimpsest.runtime.conversation.AgentDefaults;
import palimpsest.runtime.event.RunEvent.LimitsSet;
import palimpsest.runtime.loop.ToolGate;
import palimpsest.runtime.loop.ToolOffer;
import palimpsest.runtime.model.wire.ToolFile;
import palimpsest.tools.ContextTools;
import palimpsest.tools.memory.MemoryTool;
import palimpsest.tools.note.ConversationNoteRepository;
import palimpsest.tools.note.LastingNoteRepository;
import palimpsest.tools.note.NoteRepository;
import palimpsest.tools.prune.DeleteContext;
import palimpsest.tools.spi.ContextTool;
import palimpsest.tools.structured.StructuredNoteRepository;

/** Builds the tools and what agents that say nothing else are offered. */
@Configuration(proxyBeanMethods = false)
class ToolConfiguration {

    /** Our own tools, and those that are beans: all but those of MCP servers. */
    record OwnTools(ContextTools tools) {}

    @Bean
    OwnTools ownTools(DocumentStore documents, PassageSearch search, NoteStore notes, ObjectProvider<ContextTool> others, ObjectProvider<LawToolSet> law,
                      ObjectProvider<LongTermMemory> memory, Environment environment, PalimpsestProperties properties) {
        MemoryGate gate = OnMemory.in(environment) ? memory.stream().findFirst().map(LongTermMemory::gate).orElseGet(BaselineGates::everything) : BaselineGates.everything();
        NoteRepository repository = properties.agent().notesLast() ? new LastingNoteRepository(notes, gate) : new ConversationNoteRepository();
        var tools = properties.agent().notesHaveStructure()
                ? ContextTools.over(documents, search, new StructuredNoteRepository(repository)).withStructuredNotes(new StructuredNoteRepository(repository))
                : ContextTools.over(documents, search, repository);
        var pruning = properties.agent().profile() == PalimpsestProperties.Profile.FULL ? tools.replacing(DeleteContext.withSummary()) : tools;
        ContextTool[] ofLaw = law.getIfAvailable(() -> LawToolSet.NONE).tools();
        return new OwnTools(pruning.and(distinct(pruning.and(ofLaw), others.orderedStream().toList())).and(ofLaw));
    }

    /** @throws ConfigurationMistake when one of the others has the name of one of ours, or two of them have the same */
    private static ContextTool[] distinct(ContextTools ours, List<ContextTool> others) {
        Map<String, ContextTool> byName = new LinkedHashMap<>();
        for (ContextTool other : others) {
            ContextTool first = byName.putIfAbsent(other.name(), other);
            if (first != null || ours.find(other.name()).isPresent()) {
                throw new ConfigurationMistake("Two tools are named " + other.name() + ": " + (first == null ? "one of Palimpsest's own" : first) + " and " + other
                        + ". Give one of them another name (@Tool(name = \"...\")), or offer no methods of beans: palimpsest.bean-tools.enabled=false.");
            }
        }
        return others.toArray(ContextTool[]::new);
    }

    /** Our own tools and, after them, those of MCP servers. */
    @Bean
    @ConditionalOnMissingBean
    ContextTools contextTools(OwnTools own, ObjectProvider<RemoteToolSet> remote) {
        try {
            return own.tools().and(remote.getIfAvailable(() -> RemoteToolSet.NONE).all().toArray(ContextTool[]::new));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationMistake("palimpsest.mcp.servers: " + e.getMessage() + ".");
        }
    }

    @Bean
    ToolOffer toolOffer(ContextTools tools, PalimpsestProperties properties) {
        Path file = properties.agent().toolsFile();
        if (file == null) {
            return new ToolOffer(tools);
        }
        Map<String, ToolSpecification> described = new LinkedHashMap<>();
        try {
            ToolFile.read(file).forEach(specification -> described.put(specification.name(), specification));
        } catch (RuntimeException e) {
            throw new ConfigurationMistake("palimpsest.agent.tools-file: " + e.getMessage());
        }
        return new ToolOffer(tools, described);
    }

    @Bean
    AgentDefaults agentDefaults(PalimpsestProperties properties, ObjectProvider<MemoryProperties> memory, ToolOffer offer, ObjectProvider<LawToolSet> law, ObjectProvider<RemoteToolSet> remote) {
        var agent = properties.agent();
        List<String> tools = new ArrayList<>(agent.tools() != null && !agent.tools().isEmpty() ? agent.tools()
                : offer.described().isEmpty() ? offer.tools().offeredByDefault() : offer.described().keySet());
        boolean ownTools = agent.tools() == null || agent.tools().isEmpty();
        boolean recalls = memory.stream().anyMatch(longTerm -> longTerm.recalls(agent.profile()));
        if (recalls && ownTools && offer.described().isEmpty()) {
            tools.addAll(ContextTools.MEMORY_TOOLS);
        }
        if (agent.memoryTool() && !tools.contains(MemoryTool.NAME)) {
            tools.add(MemoryTool.NAME);
        }
        remote.getIfAvailable(() -> RemoteToolSet.NONE).names().stream().filter(name -> !tools.contains(name)).forEach(tools::add);
        for (String name : tools) {
            if (offer.tools().find(name).isEmpty()) {
                throw new ConfigurationMistake("There is no tool named " + name + ". Known tools: " + String.join(", ", offer.tools().names()) + ".");
            }
        }
        var limits = agent.limits();
        return new AgentDefaults(systemPrompt(agent), agent.window(), agent.expectedSteps(), agent.maxSteps(), agent.keepAssistantText(),
                agent.restoreTools() ? Stream.concat(tools.stream(), ContextTools.RESTORE_TOOLS.stream()).distinct().toList() : List.copyOf(tools),
                PruningConfiguration.terms(agent.pruning(), agent.profile()), agent.allCallsAreAnswered(),
                new LimitsSet(limits.tokens(), limits.wallTime() == null ? null : limits.wallTime().toSeconds(), limits.spend()),
                law.getIfAvailable(() -> LawToolSet.NONE).ofAgent());
    }

    @Bean
    ToolGate toolGate(ToolOffer offer, PalimpsestProperties properties, Clock clock) {
        var approval = properties.agent().approval();
        for (String name : Stream.concat(approval.tools().stream(), approval.trustedTools().stream()).toList()) {
            if (offer.tools().find(name).isEmpty()) {
                throw new ConfigurationMistake("palimpsest.agent.approval: there is no tool named " + name + ". Known tools: "
                        + String.join(", ", offer.tools().names()) + ".");
            }
        }
        return new ToolGate(Set.copyOf(approval.tools()), Set.copyOf(approval.trustedTools()), approval.expiresAfter(), clock);
    }

    static String systemPrompt(PalimpsestProperties.Agent agent) {
        try {
            if (agent.systemPrompt() != null) {
                return agent.systemPrompt();
            }
            return agent.systemPromptFile() != null ? Files.readString(agent.systemPromptFile()) : ShippedPrompt.of(agent.allCallsAreAnswered());
        } catch (IOException e) {
            throw new ConfigurationMistake("palimpsest.agent.system-prompt-file can't be read: " + e.getMessage());
        }
    }
}
