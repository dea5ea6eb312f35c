import time, pytest
from django.conf import settings
from amparo.ground.identity import demo as identity
from amparo.ground.interface import actions as interface
from amparo.ground.vault import demo as keys
from amparo.capacity.fellowships import demo
pytestmark = pytest.mark.django_db
def test_it(monkeypatch):
    monkeypatch.setattr(settings, "AMPARO_DEMONSTRATION", True)
    interface.establish(name="Casa Umbral", is_demonstration=True)
    w = identity.DemoWorld()
    import django.test.utils; list(identity.build(w)); t=time.time(); list(keys.build(w)); print("keys", time.time()-t)
    t=time.time()
    for step in demo.build(w): print(step, round(time.time()-t,2))
    print("fellowships", time.time()-t)
    t=time.time(); assert list(demo.build(w))==[]; print("again", time.time()-t)
