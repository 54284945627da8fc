package palimpsest.runtime.model;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import palimpsest.memory.text.Sha256;

/**
 * Tool names as every provider takes them, {@code [a-zA-Z0-9_-]{1,64}}, and back. A name of that form stays. Another becomes what of it is
 * allowed and a part of its hash, so that it is the same in each request and no two are alike.
 */
final class ProviderNames {

    private static final int LONGEST = 64;
    private static final Pattern VALID = Pattern.compile("[a-zA-Z0-9_-]{1," + LONGEST + "}");
    private static final int HASH = 8;

    private final Map<String, String> sent = new HashMap<>();
    private final Map<String, String> ours = new HashMap<>();

    /** @param names all names of one request, in its order */
    ProviderNames(Collection<String> names) {
        Set<String> all = new LinkedHashSet<>(names);
        all.stream().filter(ProviderNames::isValid).forEach(name -> put(name, name));
        all.stream().filter(name -> !isValid(name)).forEach(name -> put(name, mended(name)));
    }

    static boolean isValid(String name) {
        return VALID.matcher(name).matches();
    }

    /** The name as it is sent. */
    String sent(String name) {
        return sent.get(name);
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
