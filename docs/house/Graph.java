import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Who names whom. */
record Graph(Map<String, Set<String>> edges, List<Set<String>> circles) {

    static Graph of(Map<String, Set<String>> edges) {
        return new Graph(edges, new Circles(edges).find());
    }

    static Graph ofTypes(List<Source> sources) {
        Map<String, Set<String>> edges = new LinkedHashMap<>();
        sources.forEach(s -> s.types().forEach(type -> edges.put(type.name(), new TreeSet<>())));
        for (Source source : sources) {
            Set<String> named = new TreeSet<>();
            source.imports().forEach(name -> typeOf(name, edges.keySet()).ifPresent(named::add));
            Set<String> imported =
                    named.stream().map(name -> name.substring(name.lastIndexOf('.') + 1)).collect(Collectors.toSet());
            for (String use : source.uses()) {
                boolean own = source.names().contains(use) || imported.contains(use);
                String name = own || use.contains(".") ? use : source.packageName() + "." + use;
                typeOf(name, edges.keySet()).ifPresent(named::add);
            }
            source.types().forEach(type -> {
                Set<String> others = edges.get(type.name());
                others.addAll(named);
                others.remove(type.name());
            });
        }
        return of(edges);
    }

    /** The top-level type that a full name is, or is inside of. */
    private static Optional<String> typeOf(String name, Set<String> known) {
        for (String rest = name; rest.contains("."); rest = rest.substring(0, rest.lastIndexOf('.'))) {
            if (known.contains(rest)) {
                return Optional.of(rest);
            }
        }
        return Optional.empty();
    }

    Set<String> circular() {
        return circles.stream().flatMap(Set::stream).collect(Collectors.toSet());
    }

    Graph ofPackages() {
        Map<String, Set<String>> packages = new TreeMap<>();
        edges.forEach((from, to) -> {
            Set<String> others = packages.computeIfAbsent(packageOf(from), name -> new TreeSet<>());
            to.stream().map(Graph::packageOf).filter(name -> !name.equals(packageOf(from))).forEach(others::add);
        });
        return of(packages);
    }

    private static String packageOf(String type) {
        return type.substring(0, type.lastIndexOf('.'));
    }
}
