"""The page that a paired telephone opens; it knows no counter, no dossier and no name."""

from certcopy.api.phone.camera import router

__all__ = ["router"]
