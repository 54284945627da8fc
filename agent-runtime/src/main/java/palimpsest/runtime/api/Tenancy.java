package palimpsest.runtime.api;

/** Says for whom a request is made. */
@FunctionalInterface
public interface Tenancy {

    /** The tenant of the request on the calling thread. */
    String current();
}
