package palimpsest.runtime.wiring;

/** A setting can't be used; the message names it and says what it may be. */
public final class ConfigurationMistake extends RuntimeException {

    public ConfigurationMistake(String message) {
        super(message);
    }
}
