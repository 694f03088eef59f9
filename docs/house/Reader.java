import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.lang.model.element.Modifier;

/** Goes through the tree of one file. */
final class Reader extends TreeScanner<Void, Void> {

    private static final Set<String> TEST_ANNOTATIONS =
            Set.of("Test", "ParameterizedTest", "RepeatedTest", "TestFactory");

    private final String module;
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final String packageName;
    private final List<Source.Type> types = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private final List<Source.Method> methods = new ArrayList<>();
    private final Set<String> imports = new TreeSet<>();
    private final Set<String> uses = new TreeSet<>();

    Reader(String module, CompilationUnitTree unit, SourcePositions positions) {
        this.module = module;
        this.unit = unit;
        this.positions = positions;
        this.packageName = String.valueOf(unit.getPackageName());
    }

    Source read() throws IOException {
        for (Tree tree : unit.getTypeDecls()) {
            if (tree instanceof ClassTree type) {
                boolean open = type.getModifiers().getFlags().contains(Modifier.PUBLIC);
                types.add(new Source.Type(packageName + "." + type.getSimpleName(), open));
            }
        }
        scan(unit, null);
        Lines lines = Lines.of(unit.getSourceFile().getCharContent(true).toString());
        return new Source(module, packageName, lines, types, names, methods, imports, uses);
    }

    @Override
    public Void visitImport(ImportTree tree, Void nothing) {
        imports.add(tree.getQualifiedIdentifier().toString());
        return null;
    }

    @Override
    public Void visitClass(ClassTree tree, Void nothing) {
        names.add(tree.getSimpleName().toString());
        return super.visitClass(tree, nothing);
    }

    @Override
    public Void visitMethod(MethodTree tree, Void nothing) {
        if (tree.getBody() != null && positions.getEndPosition(unit, tree.getBody()) >= 0) {
            long first = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, tree.getBody()));
            long last = unit.getLineMap().getLineNumber(positions.getEndPosition(unit, tree.getBody()));
            int lines = (int) Math.max(last - first - 1, last == first ? 1 : 0);
            ModifiersTree modifiers = tree.getModifiers();
            boolean open = modifiers.getFlags().contains(Modifier.PUBLIC);
            boolean test = modifiers.getAnnotations().stream()
                    .map(AnnotationTree::getAnnotationType)
                    .anyMatch(type -> TEST_ANNOTATIONS.contains(type.toString()));
            methods.add(new Source.Method(tree.getName().toString(), lines, open, test));
        }
        return super.visitMethod(tree, nothing);
    }

    @Override
    public Void visitIdentifier(IdentifierTree tree, Void nothing) {
        uses.add(tree.getName().toString());
        return null;
    }

    @Override
    public Void visitMemberSelect(MemberSelectTree tree, Void nothing) {
        uses.add(tree.toString());
        return super.visitMemberSelect(tree, nothing);
    }
}
