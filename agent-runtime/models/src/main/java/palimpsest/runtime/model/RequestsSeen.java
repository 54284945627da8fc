package palimpsest.runtime.model;

import dev.langchain4j.agent.tool.ToolSpecification;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import palimpsest.runtime.model.wire.ProviderTools;
import palimpsest.runtime.model.wire.ToolListsSeen;
import palimpsest.runtime.model.wire.WireArguments;

/**
 * What was worked out for earlier requests: the same tools and the same calls stand in request after request. Keeps those that were asked for last. Safe for several
 * threads.
 */
final class RequestsSeen {

    private static final int MOST_NAMES = 64;
    private static final int MOST_ARGUMENTS = 8192;
    /** Characters of arguments; longer ones would make the memory that this takes hard to foresee. */
    private static final int LONGEST_ARGUMENTS = 512;

    private final ToolListsSeen<ProviderNames> properties = new ToolListsSeen<>();
    private final ToolListsSeen<List<ToolSpecification>> mended = new ToolListsSeen<>();
    private final Map<List<String>, ProviderNames> names = lastUsed(MOST_NAMES);
    /** Texts that are one JSON object. */
    private final Map<String, Boolean> objects = lastUsed(MOST_ARGUMENTS);

    /** The names of the properties of these tools. */
    ProviderNames properties(List<ToolSpecification> tools) {
        return properties.of(tools, all -> ProviderNames.ofProperties(all.stream().flatMap(tool -> ProviderTools.properties(tool).stream()).toList()));
    }

    /** As {@link ProviderNames#ofTools}. @param tools names of tools and calls, which is never changed */
    ProviderNames names(List<String> tools) {
        synchronized (names) {
            return names.computeIfAbsent(tools, ProviderNames::ofTools);
        }
    }

    /** @param mend gives the tools as they are sent, which follows from the tools alone */
    List<ToolSpecification> mended(List<ToolSpecification> tools, Function<List<ToolSpecification>, List<ToolSpecification>> mend) {
        return mended.of(tools, all -> {
            List<ToolSpecification> sent = mend.apply(all);
            return sent.equals(all) ? List.copyOf(all) : sent;
        });
    }

    /** As {@link WireArguments#object}. */
    String object(String arguments) {
        if (arguments == null || arguments.length() > LONGEST_ARGUMENTS) {
            return WireArguments.object(arguments);
        }
        synchronized (objects) {
            if (objects.get(arguments) != null) {
                return arguments;
            }
        }
        String object = WireArguments.object(arguments);
        if (object.equals(arguments)) {
            synchronized (objects) {
                objects.put(arguments, true);
            }
        }
        return object;
    }

    private static <K, V> Map<K, V> lastUsed(int most) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }
}
