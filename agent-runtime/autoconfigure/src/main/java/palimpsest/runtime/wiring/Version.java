package palimpsest.runtime.wiring;

/** The product's version, from the jar's manifest. */
public final class Version {

    private Version() {}

    /** {@code dev} where the classes do not come from a jar. */
    public static String current() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }
}
