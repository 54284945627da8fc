package palimpsest.runtime.model;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import palimpsest.memory.text.Sha256;

/**
 * Names of tools ({@code [a-zA-Z0-9_-]{1,64}}) or of the properties of their parameters ({@code [a-zA-Z0-9_.-]{1,64}}) as every provider takes
 * them, and back. A name of that form stays. Another becomes what of it is allowed and a part of its hash, so that it is the same in each request
 * and no two are alike.
 */
final class ProviderNames {

    private static final int LONGEST = 64;
    private static final Pattern TOOL = Pattern.compile("[a-zA-Z0-9_-]{1," + LONGEST + "}");
    private static final Pattern PROPERTY = Pattern.compile("[a-zA-Z0-9_.-]{1," + LONGEST + "}");
    private static final int HASH = 8;

    private final Map<String, String> sent = new HashMap<>();
    private final Map<String, String> ours = new HashMap<>();
    private final boolean differ;

    private ProviderNames(Collection<String> names, Pattern valid) {
        Set<String> others = new LinkedHashSet<>();
        for (String name : new LinkedHashSet<>(names)) {
            if (valid.matcher(name).matches()) {
                put(name, name);
            } else {
                others.add(name);
            }
        }
        others.forEach(name -> put(name, mended(name)));
        differ = !others.isEmpty();
    }

    /** @param names all names of tools of one request, in its order */
    static ProviderNames ofTools(Collection<String> names) {
        return new ProviderNames(names, TOOL);
    }

    /** @param names the names of all properties in the schemas of one request's tools, in its order */
    static ProviderNames ofProperties(Collection<String> names) {
        return new ProviderNames(names, PROPERTY);
    }

    /** The name as it is sent; one that is not known stays. */
    String sent(String name) {
        return sent.getOrDefault(name, name);
    }

    /** Whether some name is sent as another. */
    boolean differ() {
        return differ;
    }

    /** The name that a model means; one that was not sent stays. */
    String ours(String name) {
        return ours.getOrDefault(name, name);
    }

    private void put(String name, String asSent) {
        sent.put(name, asSent);
        ours.put(asSent, name);
    }

    private String mended(String name) {
        String allowed = name.replaceAll("[^a-zA-Z0-9_-]+", "_");
        String start = allowed.substring(0, Math.min(allowed.length(), LONGEST - HASH - 1));
        String mended = start + "_" + Sha256.hex(name).substring(0, HASH);
        for (int again = 2; ours.containsKey(mended); again++) {
            mended = start + "_" + Sha256.hex(name + again).substring(0, HASH);
        }
        return mended;
    }
}
