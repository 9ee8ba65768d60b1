"""What the municipality's documents lean on. What somebody has taken away in the product stays away."""

from councils.models import Document, DocumentFramework, Framework, Municipality

from .profile_rows import Keeper, texts


class Frameworks:
    """`documents` are those of the file, by code."""

    def __init__(self, keeper: Keeper, tables: dict, municipality: Municipality, documents: dict[str, Document]):
        self.keeper, self.tables, self.municipality, self.documents = keeper, tables, municipality, documents

    def write(self):
        self.links(self.frameworks())

    def frameworks(self) -> dict[str, Framework]:
        rows = Framework.objects.of(self.municipality)
        coded, named = {row.code: row for row in rows if row.code}, {row.name: row for row in rows if not row.code}
        said, found = {version.code for version in self.keeper.said(Framework).values()}, {}
        for row in self.tables["framework"]:
            known = coded.get(row["code"]) or named.get(row["name"])
            if known is None and row["code"] in said:
                continue
            found[row["code"]] = self.keeper.keep(
                Framework, known, municipality=self.municipality, code=row["code"], name=row["name"], starts_on=row["starts_on"],
                ends_on=row["ends_on"], **texts(row, "name_en", "web", "note"),
            )  # fmt: skip
        self.keeper.left(rows, {row.pk for row in found.values()}, "the framework")
        return found

    def links(self, frameworks: dict[str, Framework]):
        rows = list(DocumentFramework.objects.filter(municipality=self.municipality).select_related("document", "framework"))
        known = {(row.document_id, row.framework_id): row for row in rows}
        said = {(version.document_id, version.framework_id) for version in self.keeper.said(DocumentFramework).values()}
        kept = set()
        for row in self.tables["document"]:
            for code in row["frameworks"] or ():
                if code not in frameworks:
                    continue
                document, framework = self.documents[row["code"]], frameworks[code]
                link = known.get((document.pk, framework.pk))
                if link is not None or (document.pk, framework.pk) not in said:
                    kept.add(self.keeper.keep(DocumentFramework, link, document=document, framework=framework).pk)
        for link in rows:
            if link.pk in self.keeper.said(DocumentFramework) and link.pk not in kept:
                self.keeper.note(f"{link.document} no longer leans on {link.framework} in the file: it stays, since nothing is deleted")
