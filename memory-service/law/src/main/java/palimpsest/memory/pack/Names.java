package palimpsest.memory.pack;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import palimpsest.memory.pack.YamlMap.Place;

/** Names that must not stand twice, whatever their case. */
final class Names {

    private final String what;
    private final Map<String, Place> seen = new HashMap<>();

    /** @param what the names are of, for the complaint */
    Names(String what) {
        this.what = what;
    }

    /** A required name; complains when it was taken before. */
    String take(YamlMap map, String key) {
        String name = map.required(key);
        add(map, key, name);
        return name;
    }

    void add(YamlMap map, String key, String name) {
        Place before = name.isEmpty() ? null : seen.putIfAbsent(name.toLowerCase(Locale.ROOT), map.place(key));
        if (before != null) {
            map.problem(key, "the " + what + " \"" + name + "\" is there already: " + before + ". Give each a name of its own.");
        }
    }
}
