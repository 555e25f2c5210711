"""Describe the flat tables in Croissant 1.0 (MLCommons), for programs that load datasets by it."""

from typing import Any

from app.models.dataset import DATA_LICENCE

CROISSANT_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""The context of the specification."""

DATA_TYPES = {"string": "sc:Text", "integer": "sc:Integer", "number": "sc:Float", "boolean": "sc:Boolean"}


def croissant(about: dict[str, Any], package: dict[str, Any]) -> dict[str, Any]:
    """Return the description of a dataset and the tables of its data package as Croissant."""
    resources = package["resources"]
    return {
        "@context": CROISSANT_CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": package["name"],
        "description": package["description"],
        "alternateName": package["title"],
        "version": about["version"],
        "datePublished": about["released"],
        "license": DATA_LICENCE,
        "citeAs": about["cite"],
        "creator": {"@type": "sc:Organization", "name": about["publisher"]},
        "distribution": [file_object(each) for each in resources],
        "recordSet": [record_set(each) for each in resources],
    }


def file_object(resource: dict[str, Any]) -> dict[str, Any]:
    """Return one file."""
    return {
        "@type": "cr:FileObject",
        "@id": resource["path"],
        "name": resource["path"],
        "contentUrl": resource["path"],
        "contentSize": f"{resource['bytes']} B",
        "encodingFormat": resource["mediatype"],
        "sha256": resource["hash"].removeprefix("sha256:"),
    }


def record_set(resource: dict[str, Any]) -> dict[str, Any]:
    """Return the records of one table."""
    name, schema = resource["name"], resource["schema"]
    keys = schema.get("primaryKey", [])
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": resource["description"],
        **({"key": {"@id": f"{name}/{keys[0]}"}} if keys else {}),
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{name}/{field['name']}",
                "name": field["name"],
                "description": field.get("description", ""),
                "dataType": DATA_TYPES[field["type"]],
                "source": {"fileObject": {"@id": resource["path"]}, "extract": {"column": field["name"]}},
            }
            for field in schema["fields"]
        ],
    }
