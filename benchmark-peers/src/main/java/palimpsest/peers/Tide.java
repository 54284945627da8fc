package palimpsest.peers;

/** What the tool gives, the same for every peer. */
final class Tide {

    static final String DESCRIPTION = "The tide at a place, in meters.";

    private Tide() {}

    static String at(String place) {
        return "{\"place\": \"" + place + "\", \"meters\": 1.4}";
    }
}
