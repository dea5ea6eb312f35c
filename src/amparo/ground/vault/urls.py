"""Where keys are kept, and where sealed files come and go."""

from .views import blobs

app_name = "vault"
urlpatterns = [*blobs.patterns]
